/** The programs that tests use and npm does not bring: a browser, and the strangers who check our PDFs. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { locateChromium } from "../tests/support/chromium.ts";

interface Tool {
  readonly name: string;
  readonly debianPackage: string;
  readonly brewFormula: string | null;
  isThere(): boolean;
}

/** A program that cannot be started has no status at all. */
const starts = (program: string): boolean => spawnSync(program, ["--version"], { stdio: "ignore" }).status !== null;

const tools: readonly Tool[] = [
  {
    name: "Chromium",
    debianPackage: "chromium",
    brewFormula: null,
    isThere: () => locateChromium() !== null,
  },
  { name: "pdfsig", debianPackage: "poppler-utils", brewFormula: "poppler", isThere: () => starts("pdfsig") },
  { name: "qpdf", debianPackage: "qpdf", brewFormula: "qpdf", isThere: () => starts("qpdf") },
  { name: "python3", debianPackage: "python3", brewFormula: "python", isThere: () => starts("python3") },
];

const missingTools = (): readonly Tool[] => tools.filter((tool) => !tool.isThere());

function installCommand(missing: readonly Tool[], isDebian: boolean): string {
  if (isDebian) return `sudo apt-get install -y ${missing.map((tool) => tool.debianPackage).join(" ")}`;
  const formulas = missing.map((tool) => tool.brewFormula).filter((formula) => formula !== null);
  const parts = [
    ...(missing.length > formulas.length ? ["npx playwright-core install --with-deps chromium"] : []),
    ...(formulas.length > 0 ? [`brew install ${formulas.join(" ")}`] : []),
  ];
  return parts.join(" && ");
}

/**
 * Null when every tool is there, installing what is missing on a Debian machine as root. Otherwise what is missing, and
 * the one command that brings it.
 */
export function prepareTestTools(): string | null {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH && !existsSync(CHROME_PATH)) return `CHROME_PATH is ${CHROME_PATH}, and there is no such file.`;

  const isDebian = existsSync("/etc/debian_version");
  const atFirst = missingTools();
  if (atFirst.length > 0 && isDebian && process.getuid?.() === 0) {
    const packages = atFirst.map((tool) => tool.debianPackage);
    console.log(`Installing ${packages.join(", ")} ...`);
    const aptGet = (...args: readonly string[]): boolean =>
      spawnSync("apt-get", args, {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      }).status === 0;
    aptGet("update", "-q");
    aptGet("install", "-y", "-q", "--no-install-recommends", ...packages);
  }
  const missing = atFirst.length > 0 ? missingTools() : atFirst;
  if (missing.length === 0) return null;
  return `The tests need ${missing.map((tool) => tool.name).join(", ")}. Run: ${installCommand(missing, isDebian)}`;
}
