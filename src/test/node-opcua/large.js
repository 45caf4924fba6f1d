// A server with many nodes and low limits, whose references go round: what a walk has to bear.
// node large.js PORT PKI; prints "ready" when it listens, and ends with its standard input.
"use strict";

const opcua = require("node-opcua");
const { DataType } = opcua;

const URI = "urn:test:large";
const CELLS = 30;
const SIGNALS = 10;
const IN_ONE_FOLDER = 1100; // more than one answer holds
const [port, pki] = [Number(process.argv[2]), process.argv[3]];

const NAMES = ["Same", "Same", "same", "a/b", "tab\tbed", "", "x".repeat(300), "Größe", "温度", "😀", "- item", "a.b"];

function variable(namespace, parent, browseName, nodeId, how = "componentOf") {
  return namespace.addVariable({ [how]: parent, browseName, nodeId, dataType: DataType.Int32, value: { dataType: DataType.Int32, value: 1 } });
}

async function main() {
  const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
  await certificates.initialize();
  const server = new opcua.OPCUAServer({
    port,
    hostname: "127.0.0.1",
    resourcePath: "/press",
    serverCertificateManager: certificates,
    securityPolicies: [opcua.SecurityPolicy.None],
    securityModes: [opcua.MessageSecurityMode.None],
    serverCapabilities: {
      maxBrowseContinuationPoints: 2,
      operationLimits: { maxNodesPerRead: 20, maxNodesPerBrowse: 3, maxNodesPerTranslateBrowsePathsToNodeIds: 2 },
    },
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  const namespace = space.registerNamespace(URI);
  const plant = namespace.addFolder(space.rootFolder.objects, { browseName: "Plant", nodeId: "s=Plant" });
  for (let cell = 0; cell < CELLS; cell++) {
    const object = namespace.addObject({ organizedBy: plant, browseName: "Cell" + cell, nodeId: "s=Cell" + cell });
    for (let signal = 0; signal < SIGNALS; signal++) {
      variable(namespace, object, "Signal" + signal, `s=Cell${cell}.${signal}`);
    }
    // Round and round: a cell organizes the plant that organizes it.
    object.addReference({ referenceType: "Organizes", nodeId: plant.nodeId });
  }
  const many = namespace.addFolder(plant, { browseName: "Many", nodeId: "s=Many" });
  for (let each = 0; each < IN_ONE_FOLDER; each++) {
    variable(namespace, many, "V" + each, "s=Many." + each, "organizedBy");
  }
  const odd = namespace.addObject({ organizedBy: plant, browseName: "Odd", nodeId: "s=Odd" });
  NAMES.forEach((name, each) => variable(namespace, odd, name || "unnamed", "s=Odd." + each));
  // Two objects share one method, and a folder organizes it too.
  const first = namespace.addObject({ organizedBy: plant, browseName: "First", nodeId: "s=First" });
  const second = namespace.addObject({ organizedBy: plant, browseName: "Second", nodeId: "s=Second" });
  const method = namespace.addMethod(first, { browseName: "Run", nodeId: "s=Run" });
  method.bindMethod((inputs, context, done) => done(null, {}));
  second.addReference({ referenceType: "HasComponent", nodeId: method.nodeId });
  many.addReference({ referenceType: "Organizes", nodeId: method.nodeId });
  await server.start();
  console.log("ready");
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
