// A conveyor on node-wot, exposed over MQTT: another project's idea of a Thing.
// node thing.js BROKER; prints its Thing Description in one line, then what happens to it, one word
// a line, and ends with its standard input.
"use strict";

const { Servient } = require("@node-wot/core");
const { MqttBrokerServer } = require("@node-wot/binding-mqtt");

const BROKER = process.argv[2];
const PUBLISHED_EVERY = 100;

async function start() {
  const servient = new Servient();
  servient.addServer(new MqttBrokerServer({ uri: BROKER }));
  const wot = await servient.start();
  let speed = 3;
  let running = false;
  let position = 0;
  const thing = await wot.produce({
    title: "belt",
    description: "a conveyor on node-wot",
    properties: {
      speed: { type: "number", minimum: 0, maximum: 100, unit: "m/min", observable: true },
      running: { type: "boolean", readOnly: true, observable: true },
      position: { type: "integer", readOnly: true, observable: true },
    },
    actions: {
      start: { description: "let it run" },
      blow: { description: "seen by nobody" },
      shift: {
        input: {
          type: "object",
          properties: { by: { type: "integer", minimum: -5, maximum: 5 } },
          required: ["by"],
        },
      },
    },
    events: { jam: { data: { type: "string" } } },
  });
  thing.setPropertyReadHandler("speed", async () => speed);
  thing.setPropertyReadHandler("running", async () => running);
  thing.setPropertyReadHandler("position", async () => position);
  thing.setPropertyWriteHandler("speed", async (value) => {
    speed = await value.value();
    console.log("speed " + speed);
  });
  thing.setActionHandler("start", async () => {
    running = true;
    console.log("start");
    return undefined;
  });
  thing.setActionHandler("shift", async (input) => {
    const by = (await input.value()).by;
    position += by;
    console.log("shift " + by);
    return undefined;
  });
  thing.setActionHandler("blow", async () => undefined);
  await thing.expose();
  // node-wot keeps no state at the broker: whoever comes later learns it by the next message.
  setInterval(() => {
    thing.emitPropertyChange("speed");
    thing.emitPropertyChange("running");
    thing.emitPropertyChange("position");
  }, PUBLISHED_EVERY);
  console.log(JSON.stringify(thing.getThingDescription()));
}

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
start().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
