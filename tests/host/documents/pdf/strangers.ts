/** The programs of others that judge our PDFs: poppler and qpdf. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bytes } from "../../../../shared/base/bytes.ts";

export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      [...args],
      { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== "number") reject(error);
        else resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
      },
    );
  });
}

/** Gives `use` the path of a file with these bytes in a directory of its own, which is removed afterwards. */
async function withFile<T>(bytes: Uint8Array, use: (path: string, directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "tessera-pdf-"));
  try {
    const path = join(directory, "file.pdf");
    await writeFile(path, bytes);
    return await use(path, directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What `command` prints about these bytes; `{}` in the arguments is the file. */
export const judge = (command: string, args: readonly string[], bytes: Uint8Array): Promise<Outcome> =>
  withFile(bytes, (path) =>
    run(
      command,
      args.map((arg) => (arg === "{}" ? path : arg)),
    ),
  );

export const readWords = async (pdf: Uint8Array): Promise<string> =>
  (await judge("pdftotext", ["{}", "-"], pdf)).output.replace(/\s+/g, " ");

/** The attached files as pdfdetach saves them. */
export const detach = (pdf: Uint8Array): Promise<ReadonlyMap<string, Bytes>> =>
  withFile(pdf, async (path, directory) => {
    await run("pdfdetach", ["-saveall", "-o", directory, path]);
    const files = new Map<string, Bytes>();
    for (const name of await readdir(directory))
      if (name !== "file.pdf") files.set(name, new Uint8Array(await readFile(join(directory, name))));
    return files;
  });

/** What qpdf makes of these bytes; `{}` is the file, `{out}` the result. */
export const rewrite = (args: readonly string[], bytes: Uint8Array): Promise<Bytes> =>
  withFile(bytes, async (path, directory) => {
    const out = join(directory, "out.pdf");
    const { exitCode, output } = await run(
      "qpdf",
      args.map((arg) => (arg === "{}" ? path : arg === "{out}" ? out : arg)),
    );
    if (exitCode !== 0) throw new Error(output);
    return new Uint8Array(await readFile(out));
  });
