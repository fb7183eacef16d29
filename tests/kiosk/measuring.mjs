// Shared by the measurements.

import { readFileSync } from "node:fs";

/** A percentile, in whole milliseconds. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))].toFixed(0);
}

/** Processor time of a process over a number of seconds, in percent of one core. */
export async function load(pid, seconds) {
  const before = cpuSeconds(pid);
  await sleep(seconds * 1000);
  return (((cpuSeconds(pid) - before) / seconds) * 100).toFixed(2);
}

export function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
