// An edge node on sparkplug-client: another stack's idea of Sparkplug B, over MQTT 3.1.1.
// node edge.js BROKER; prints "born" at each birth, and ends with its standard input.
"use strict";

const sparkplug = require("sparkplug-client");

const DEVICE = "Drive";
const metrics = {
  "Motor/Speed": { type: "Double", value: 10 },
  "Motor/Steps": { type: "UInt32", value: 3000000000 },
  "Motor/Level": { type: "Int16", value: -5 },
  "Motor/On": { type: "Boolean", value: false },
  "Motor/Name": { type: "String", value: "press" },
};

const client = sparkplug.newClient({
  serverUrl: process.argv[2],
  username: "",
  password: "",
  groupId: "Plant",
  edgeNode: "Press",
  clientId: "foreign-press",
  version: "spBv1.0",
  publishDeath: true,
});

const now = () => Date.now();
const listed = () =>
  Object.entries(metrics).map(([name, { type, value }]) => ({ name, type, value, timestamp: now() }));

function bear() {
  client.publishNodeBirth({
    timestamp: now(),
    metrics: [{ name: "Node Control/Rebirth", type: "Boolean", value: false, timestamp: now() }],
  });
  client.publishDeviceBirth(DEVICE, { timestamp: now(), metrics: listed() });
  console.log("born");
}

client.on("birth", bear);
client.on("ncmd", (payload) => {
  if (payload.metrics.some((each) => each.name === "Node Control/Rebirth" && each.value)) {
    bear();
  }
});
client.on("dcmd", (device, payload) => {
  const changed = [];
  for (const { name, value } of payload.metrics) {
    const metric = metrics[name];
    if (metric && metric.value !== value) {
      metric.value = typeof value === "object" && value !== null ? value.toNumber() : value;
      changed.push({ name, type: metric.type, value: metric.value, timestamp: now() });
    }
  }
  if (changed.length > 0) {
    client.publishDeviceData(device, { timestamp: now(), metrics: changed });
  }
});
process.stdin.resume();
process.stdin.on("end", () => {
  client.stop();
  setTimeout(() => process.exit(0), 200);
});
