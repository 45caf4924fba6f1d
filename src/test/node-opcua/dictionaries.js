// The published companion models with their type dictionaries, as servers before OPC UA 1.04 had them.
// node dictionaries.js PORT PKI; prints "ready" when it listens, and ends with its standard input.
// With DEFINITIONS=none in the environment no data type has a DataTypeDefinition.
"use strict";

const opcua = require("node-opcua");
const { nodesets, AttributeIds, DataType, DataValue, StatusCodes, Variant } = opcua;

const URI = "urn:test:dictionaries";
const [port, pki] = [Number(process.argv[2]), process.argv[3]];
// In the order in which they build on one another; those that have a dictionary.
const ALL = ["standard", "di", "ia", "machinery", "machineryResult", "isa95JobControl", "machineryJobs", "ijtBase",
  "tightening", "packML", "autoId", "adi", "gds", "cnc", "commercialKitchenEquipment", "machineTool", "machineVision",
  "woodWorking", "amb", "lads", "scales"];
const BEFORE_DEFINITIONS = process.env.DEFINITIONS === "none";
const MODELS = BEFORE_DEFINITIONS ? ["standard", "di", "autoId", "machineVision"] : ALL;

/** Before 1.04 a server did not know the attribute (OPC 10000-4, 7.38). */
function withoutDefinitions(space) {
  const type = space.findDataType("Range").constructor.prototype;
  const read = type.readAttribute;
  type.readAttribute = function (context, attribute) {
    return attribute === AttributeIds.DataTypeDefinition
      ? new DataValue({ statusCode: StatusCodes.BadAttributeIdInvalid })
      : read.apply(this, arguments);
  };
}

function variable(space, namespace, name, model, type, fields) {
  const dataType = space.findDataType(type, space.getNamespaceIndex(model));
  const value = space.constructExtensionObject(dataType, fields);
  namespace.addVariable({
    organizedBy: space.rootFolder.objects,
    browseName: name,
    nodeId: "s=" + name,
    dataType: dataType.nodeId,
    accessLevel: "CurrentRead | CurrentWrite",
    userAccessLevel: "CurrentRead | CurrentWrite",
    value: new Variant({ dataType: DataType.ExtensionObject, value }),
  });
}

/** A union, a structure with optional fields, and one with lists of structures. */
function structures(space, namespace) {
  const autoId = "http://opcfoundation.org/UA/AutoID/";
  const vision = "http://opcfoundation.org/UA/MachineVision";
  variable(space, namespace, "Place", autoId, "Location", { local: { x: 1.5, y: 2, z: 3, timestamp: new Date(0), dilutionOfPrecision: 0.5, usefulPrecision: 2 } });
  variable(space, namespace, "RecipeId", vision, "RecipeIdExternalDataType", { id: "r1", version: "2" });
  variable(space, namespace, "Settings", autoId, "ScanSettings", { duration: 1, cycles: 1, dataAvailable: false });
  variable(space, namespace, "Scan", autoId, "RfidScanResult", {
    codeType: "EPC",
    scanData: { string: "abc" },
    timestamp: new Date(0),
    sighting: [{ antenna: 1, strength: -40, timestamp: new Date(0), currentPowerLevel: 7 }],
  });
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
    nodeset_filename: MODELS.map((each) => nodesets[each]),
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  structures(space, space.registerNamespace(URI));
  if (BEFORE_DEFINITIONS) {
    withoutDefinitions(space);
  }
  await server.start();
  console.log("ready");
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
