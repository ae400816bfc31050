import { ipcRenderer } from "electron";
import { forwardPort, type Page } from "./forwardPort.ts";

declare const window: Page;

forwardPort(ipcRenderer, window);
