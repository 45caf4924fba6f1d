// A press on node-opcua: another stack's idea of the same standard.
// node server.js PORT PKI; prints "ready" when it listens, and ends with its standard input.
"use strict";

const opcua = require("node-opcua");
const { DataType, StatusCodes, Variant } = opcua;

const URI = "urn:test:press";
const STAGED_MAX = 1000;
const [port, pki] = [Number(process.argv[2]), process.argv[3]];

function variable(namespace, parent, name, dataType, value, onWrite) {
  const node = namespace.addVariable({
    componentOf: parent,
    browseName: name,
    nodeId: `s=${name}`,
    dataType,
    accessLevel: onWrite === null ? "CurrentRead" : "CurrentRead | CurrentWrite",
    userAccessLevel: onWrite === null ? "CurrentRead" : "CurrentRead | CurrentWrite",
    value: { dataType, value },
  });
  if (onWrite) {
    node.bindVariable(
      {
        get: () => new Variant({ dataType, value }),
        set: (variant) => {
          const status = onWrite(variant.value);
          if (status === StatusCodes.Good) {
            value = variant.value;
          }
          return status;
        },
      },
      true
    );
  }
  return node;
}

function handshake(namespace, press) {
  const text = (name, onWrite) =>
    variable(namespace, press, name, DataType.String, "", onWrite);
  const show = (node, value) => node.setValueFromSource({ dataType: DataType.String, value });
  const staged = variable(namespace, press, "Staged", DataType.Int32, 0);
  const applied = variable(namespace, press, "Applied", DataType.Int32, 0);
  const preparedId = text("PreparedId");
  const rejectedId = text("RejectedId");
  const lastAppliedId = text("LastAppliedId");
  const current = (node) => node.readValue().value.value;
  text("CommandId", (id) => {
    show(current(staged) <= STAGED_MAX ? preparedId : rejectedId, id);
    return StatusCodes.Good;
  });
  text("CommitId", (id) => {
    if (id === current(preparedId)) {
      applied.setValueFromSource({ dataType: DataType.Int32, value: current(staged) });
      show(lastAppliedId, id);
      show(preparedId, "");
    }
    return StatusCodes.Good;
  });
  text("AbortId", (id) => {
    if (id === current(preparedId)) {
      show(preparedId, "");
    }
    return StatusCodes.Good;
  });
}

function stroke(namespace, press) {
  let strokes = 0;
  const method = namespace.addMethod(press, {
    browseName: "Stroke",
    nodeId: "s=Press.Stroke",
    inputArguments: [
      { name: "count", dataType: DataType.UInt16 },
      { name: "force", dataType: DataType.Double },
    ],
    outputArguments: [{ name: "total", dataType: DataType.Int32 }],
  });
  method.bindMethod((inputs, context, callback) => {
    const count = inputs[0].value;
    if (count === 0) {
      callback(null, { statusCode: StatusCodes.BadInvalidState });
      return;
    }
    strokes += count;
    callback(null, {
      statusCode: StatusCodes.Good,
      outputArguments: [{ dataType: DataType.Int32, value: strokes }],
    });
  });
}

/** Values of the structures that recipe.xml describes, and matrices. */
function structures(space, press) {
  const model = space.getNamespace("urn:test:recipe");
  const type = (name) => space.findDataType(name, model.index);
  const made = (name, value) => space.constructExtensionObject(type(name), value);
  const step = { temperature: 20.5, duration: 60, phase: 1 };
  const node = (name, dataType, value, more) =>
    model.addVariable({
      componentOf: press,
      browseName: name,
      nodeId: `s=${name}`,
      dataType,
      accessLevel: "CurrentRead | CurrentWrite",
      userAccessLevel: "CurrentRead | CurrentWrite",
      value,
      ...more,
    });
  const object = (value, arrayType) => ({ dataType: DataType.ExtensionObject, value, arrayType });
  const steps = [made("Step", step), made("Step", { ...step, duration: 5 })];
  const recipe = { name: "first", steps: [step], order: [0, 7], batch: "00000000-0000-0000-0000-000000000001" };
  node("RecipeStructure", type("Recipe").nodeId, object(made("Recipe", recipe)));
  node("Setpoint", type("Setpoint").nodeId, object(made("Setpoint", { speed: 1.5 })));
  // What the tests write, and beside it, with a zero, what they only read.
  for (const zero of ["", "0"]) {
    node(`Heat${zero}`, type("HeatStep").nodeId, object(made("HeatStep", { ...step, power: 3.25 })));
    node(`Place${zero}`, type("Place").nodeId, object(made("Place", {
      node: opcua.resolveNodeId("i=85"),
      browse: { namespaceIndex: model.index, name: "here" },
      title: { locale: "de", text: "Ort" },
      any: new Variant({ dataType: DataType.Int16, value: 5 }),
    })));
    node(`Steps${zero}`, type("Step").nodeId, object(steps, opcua.VariantArrayType.Array), { valueRank: 1 });
  }
  node("Limits", "Range", object(space.constructExtensionObject(space.findDataType("Range"), { low: 1, high: 2 })));
  node(
    "Grid",
    "Float",
    {
      dataType: DataType.Float,
      arrayType: opcua.VariantArrayType.Matrix,
      dimensions: [2, 3],
      value: new Float32Array([1, 2, 3, 4, 5, 6]),
    },
    { valueRank: 2, arrayDimensions: [2, 3] }
  );
  node("Xml", "XmlElement", { dataType: DataType.XmlElement, value: "<a/>" });
  node("Pointer", "NodeId", { dataType: DataType.NodeId, value: opcua.resolveNodeId("i=84") });
  node("Label2", "QualifiedName", { dataType: DataType.QualifiedName, value: { namespaceIndex: 0, name: "q" } });
  node("Verdict", "StatusCode", { dataType: DataType.StatusCode, value: StatusCodes.Good });
}

/** Arrays, a matrix, texts and octets that are written in parts. */
function parts(namespace, press) {
  const node = (name, dataType, value, more) =>
    namespace.addVariable({
      componentOf: press,
      browseName: name,
      nodeId: `s=${name}`,
      dataType,
      accessLevel: "CurrentRead | CurrentWrite",
      userAccessLevel: "CurrentRead | CurrentWrite",
      value,
      ...more,
    });
  const { Array: array, Matrix: matrix } = opcua.VariantArrayType;
  const list = { valueRank: 1 };
  const levels = { dataType: DataType.Int32, arrayType: array, value: new Int32Array([0, 1, 2, 3, 4, 5]) };
  node("PartLevels", "Int32", levels, { ...list, arrayDimensions: [6] });
  node("PartNames", "String", { dataType: DataType.String, arrayType: array, value: ["alpha", "beta5", "gamma"] }, list);
  const cells = { dataType: DataType.Float, arrayType: matrix, dimensions: [2, 3], value: new Float32Array([1, 2, 3, 4, 5, 6]) };
  node("PartGrid", "Float", cells, { valueRank: 2, arrayDimensions: [2, 3] });
  node("PartImage", "ByteString", { dataType: DataType.ByteString, value: Buffer.from("0123456789") });
  node("PartLabel", "String", { dataType: DataType.String, value: "0123456789" });
  node("PartSingle", "Int32", { dataType: DataType.Int32, value: 5 });
}

async function main() {
  const certificates = new opcua.OPCUACertificateManager({
    rootFolder: pki,
    automaticallyAcceptUnknownCertificate: true,
  });
  await certificates.initialize();
  const server = new opcua.OPCUAServer({
    port,
    hostname: "127.0.0.1",
    resourcePath: "/press",
    nodeset_filename: [opcua.nodesets.standard, require("path").join(__dirname, "recipe.xml")],
    serverCertificateManager: certificates,
    userManager: {
      isValidUser: (name, password) => name === "operator" && password === "secret",
    },
    securityPolicies: [opcua.SecurityPolicy.None, opcua.SecurityPolicy.Basic256Sha256],
    securityModes: [opcua.MessageSecurityMode.None, opcua.MessageSecurityMode.SignAndEncrypt],
    serverCapabilities: {
      operationLimits: { maxNodesPerRead: 7, maxNodesPerWrite: 2, maxNodesPerMethodCall: 1 },
    },
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  const namespace = space.registerNamespace(URI);
  const press = namespace.addObject({
    organizedBy: space.rootFolder.objects,
    browseName: "Press",
    nodeId: "s=Press",
  });
  variable(namespace, press, "Recipe", DataType.Int32, 1);
  variable(namespace, press, "Small", DataType.Byte, 7);
  variable(namespace, press, "Pressure", DataType.Float, 20.5);
  variable(namespace, press, "Label", DataType.String, "idle");
  variable(namespace, press, "Guard", DataType.Boolean, true);
  variable(namespace, press, "ReadOnly", DataType.Int32, 1, null);
  variable(namespace, press, "Locked", DataType.Int32, 1, () => StatusCodes.BadLocked);
  variable(namespace, press, "Odd", DataType.Int32, 1, () => StatusCodes.BadDeviceFailure);
  handshake(namespace, press);
  stroke(namespace, press);
  structures(space, press);
  parts(namespace, press);
  await server.start();
  console.log("ready");
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
