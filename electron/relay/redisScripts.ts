/**
 * What runs inside Redis, each in one step that nothing comes between.
 * KEYS of a room: 1 the stream of its frames (entry id: number-0), 2 its frame ids and their numbers, 3 its sums, 4 the
 * marks (hex) of its runs of numbers, each with the first one.
 */
import { createHash } from "node:crypto";
import type { RedisScript } from "./redisLink.ts";

/** Before anything is done in a room: the place that the asking relay knows of it has to be of this history ([R27]). */
const lost = `
local mark_at = function(seq)
  return redis.call('ZREVRANGEBYSCORE', KEYS[4], seq, '-inf', 'LIMIT', 0, 1)[1] or '0000000000000000'
end
local is_lost = function(seq, mark)
  if seq == '0' then return false end
  local last = tonumber(redis.call('HGET', KEYS[3], 'last') or 0)
  return tonumber(seq) > last or mark_at(seq) ~= mark
end
`;

const script = (text: string): RedisScript => ({ text, sha1: createHash("sha1").update(text).digest("hex") });

/**
 * ARGV: 1 now in ms, 2 most frames, 3 most bytes, 4 the server's run, 5 channel, 6 what neighbours are told before the
 * last number, 7 and 8 the place that is known of the room, 9 a fresh mark; then an id and a frame for each. Answers
 * three for each frame: 0 stored, 1 known or 2 full, the frame's number and its mark; or nothing where the room is not
 * the one that is known. Numbers go on at the time, and under the fresh mark, where the server is not the one that gave
 * the last: it may have forgotten some.
 */
export const appendScript = script(`${lost}
if is_lost(ARGV[7], ARGV[8]) then return {} end
local now, most_frames, most_bytes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local sums = redis.call('HMGET', KEYS[3], 'last', 'frames', 'bytes', 'run')
local last, frames, bytes = tonumber(sums[1] or now - 1), tonumber(sums[2] or 0), tonumber(sums[3] or 0)
local text = function(number) return string.format('%.0f', number) end
local mark, first_of_run = mark_at('+inf'), nil
if sums[4] ~= ARGV[4] then
  mark, first_of_run = ARGV[9], text(last + 1)
  last = math.max(last, now - 1)
end
local answers, stored = {}, 0
for at = 10, #ARGV, 2 do
  local id, frame = ARGV[at], ARGV[at + 1]
  local known = redis.call('HGET', KEYS[2], id)
  if known then
    answers[#answers + 1] = 1
    answers[#answers + 1] = tonumber(known)
    answers[#answers + 1] = first_of_run and tonumber(known) >= tonumber(first_of_run) and mark or mark_at(known)
  elseif frames >= most_frames or bytes + #frame > most_bytes then
    answers[#answers + 1] = 2
    answers[#answers + 1] = 0
    answers[#answers + 1] = ''
  else
    last, frames, bytes, stored = last + 1, frames + 1, bytes + #frame, stored + 1
    redis.call('XADD', KEYS[1], text(last) .. '-0', 'i', id, 't', ARGV[1], 'f', frame)
    redis.call('HSET', KEYS[2], id, text(last))
    answers[#answers + 1] = 0
    answers[#answers + 1] = last
    answers[#answers + 1] = mark
  end
end
if stored > 0 then
  if first_of_run then redis.call('ZADD', KEYS[4], first_of_run, mark) end
  redis.call('HSET', KEYS[3], 'last', text(last), 'frames', text(frames), 'bytes', text(bytes), 'run', ARGV[4])
  redis.call('PUBLISH', ARGV[5], ARGV[6] .. text(last))
end
return answers
`);

/**
 * ARGV: 1 the first number wanted, 2 most bytes, 3 and 4 the place that is known of the room. Answers first the runs,
 * mark and first number in turn, then number and frame in turn, at least one where there is one; or nothing where the
 * room is not the one that is known.
 */
export const readScript = script(`${lost}
if is_lost(ARGV[3], ARGV[4]) then return {} end
local from, most_bytes = ARGV[1], tonumber(ARGV[2])
local answers, bytes, count = { redis.call('ZRANGE', KEYS[4], 0, -1, 'WITHSCORES') }, 0, 1
while true do
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', count)
  for _, entry in ipairs(entries) do
    local frame = entry[2][6]
    if #answers > 1 and bytes + #frame > most_bytes then return answers end
    bytes = bytes + #frame
    answers[#answers + 1] = tonumber(string.match(entry[1], '^%d+'))
    answers[#answers + 1] = frame
  end
  if #entries < count or bytes >= most_bytes then return answers end
  count = math.max(1, math.min(16, math.floor((most_bytes - bytes) / #answers[#answers])))
  from = string.format('%.0f', answers[#answers - 1] + 1)
end
`);

/** ARGV: 1 and 2 a place. Answers 1 where it is of this room's history, 0 elsewhere. */
export const holdsScript = script(`${lost}
return is_lost(ARGV[1], ARGV[2]) and 0 or 1
`);

/** ARGV: 1 a moment in ms, 2 most bytes, 3 most frames to drop now; either of the first two may be ''. Answers how many. */
export const dropScript = script(`
local before, most_bytes, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local sums = redis.call('HMGET', KEYS[3], 'frames', 'bytes')
local frames, bytes, dropped = tonumber(sums[1] or 0), tonumber(sums[2] or 0), 0
while dropped < most do
  local entry = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  if not entry then break end
  local id, stored_at, size = entry[2][2], tonumber(entry[2][4]), #entry[2][6]
  if not ((before and stored_at < before) or (most_bytes and bytes > most_bytes)) then break end
  redis.call('XDEL', KEYS[1], entry[1])
  redis.call('HDEL', KEYS[2], id)
  frames, bytes, dropped = frames - 1, bytes - size, dropped + 1
end
if dropped > 0 then
  redis.call('HSET', KEYS[3], 'frames', string.format('%.0f', frames), 'bytes', string.format('%.0f', bytes))
end
return dropped
`);
