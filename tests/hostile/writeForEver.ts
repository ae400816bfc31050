/** `node writeForEver.ts FILE BYTES`: writes the file again and again, each time of another letter, until it is killed. */
import { writeFile } from "../../electron/cli/files.ts";

const [path = "", bytes = "0"] = process.argv.slice(2);
for (let letter = 0; ; letter = (letter + 1) % 26) {
  const written = writeFile(path, new Uint8Array(Number(bytes)).fill(97 + letter));
  console.log(written.ok ? "written" : written.error.kind);
  if (!written.ok) process.exit(1);
}
