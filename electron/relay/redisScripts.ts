/**
 * What runs inside Redis, each in one step that nothing comes between.
 * KEYS of a room: 1 the stream of its frames (entry id: number-0), 2 its frame ids and their numbers, 3 its sums.
 */
import { createHash } from "node:crypto";
import type { RedisScript } from "./redisLink.ts";

const script = (text: string): RedisScript => ({ text, sha1: createHash("sha1").update(text).digest("hex") });

/**
 * ARGV: 1 now in ms, 2 most frames, 3 most bytes, 4 the server's run, 5 channel, 6 what neighbours are told before the
 * last number; then an id and a frame for each. Answers two numbers for each frame: 0 stored, 1 known or 2 full, and
 * the frame's number. Numbers go on at the time where the server is not the one that gave the last: it may have
 * forgotten some.
 */
export const appendScript = script(`
local now, most_frames, most_bytes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local sums = redis.call('HMGET', KEYS[3], 'last', 'frames', 'bytes', 'run')
local last, frames, bytes = tonumber(sums[1] or now - 1), tonumber(sums[2] or 0), tonumber(sums[3] or 0)
if sums[4] ~= ARGV[4] then last = math.max(last, now - 1) end
local text = function(number) return string.format('%.0f', number) end
local answers, stored = {}, 0
for at = 7, #ARGV, 2 do
  local id, frame = ARGV[at], ARGV[at + 1]
  local known = redis.call('HGET', KEYS[2], id)
  if known then
    answers[#answers + 1] = 1
    answers[#answers + 1] = tonumber(known)
  elseif frames >= most_frames or bytes + #frame > most_bytes then
    answers[#answers + 1] = 2
    answers[#answers + 1] = 0
  else
    last, frames, bytes, stored = last + 1, frames + 1, bytes + #frame, stored + 1
    redis.call('XADD', KEYS[1], text(last) .. '-0', 'i', id, 't', ARGV[1], 'f', frame)
    redis.call('HSET', KEYS[2], id, text(last))
    answers[#answers + 1] = 0
    answers[#answers + 1] = last
  end
end
if stored > 0 then
  redis.call('HSET', KEYS[3], 'last', text(last), 'frames', text(frames), 'bytes', text(bytes), 'run', ARGV[4])
  redis.call('PUBLISH', ARGV[5], ARGV[6] .. text(last))
end
return answers
`);

/** ARGV: 1 the first number wanted, 2 most bytes. Answers number and frame in turn, at least one where there is one. */
export const readScript = script(`
local from, most_bytes = ARGV[1], tonumber(ARGV[2])
local answers, bytes, count = {}, 0, 1
while true do
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', count)
  for _, entry in ipairs(entries) do
    local frame = entry[2][6]
    if #answers > 0 and bytes + #frame > most_bytes then return answers end
    bytes = bytes + #frame
    answers[#answers + 1] = tonumber(string.match(entry[1], '^%d+'))
    answers[#answers + 1] = frame
  end
  if #entries < count or bytes >= most_bytes then return answers end
  count = math.max(1, math.min(16, math.floor((most_bytes - bytes) / #answers[#answers])))
  from = string.format('%.0f', answers[#answers - 1] + 1)
end
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
