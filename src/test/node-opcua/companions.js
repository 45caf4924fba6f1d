// A machine of many companion models, from the published nodesets: what a browse must recognize, and what it must bear.
// node companions.js PORT PKI; prints "ready" when it listens, and ends with its standard input.
"use strict";

const opcua = require("node-opcua");
const { nodesets, DataType, LocalizedText, Variant } = opcua;

const URI = "urn:test:companions";
const OPC = "http://opcfoundation.org/UA/";
const [port, pki] = [Number(process.argv[2]), process.argv[3]];

const text = (value) => ({ dataType: DataType.LocalizedText, value: new LocalizedText(value) });
const string = (value) => ({ dataType: DataType.String, value });

/** What a maker does with a type of a companion model: derives one of its own from it. */
function derived(space, namespace, model, name) {
  return namespace.addObjectType({
    browseName: "Acme" + name,
    subtypeOf: space.findObjectType(name, space.getNamespaceIndex(model)),
  });
}

function show(machine, number, name) {
  const state = machine.getComponentByName("CurrentState", 0);
  state.setValueFromSource(text(name));
  const shown = state.getPropertyByName("Number", 0);
  if (shown) {
    shown.setValueFromSource({ dataType: DataType.UInt32, value: number });
  }
}

/** OPC 30050 as it is published, and a state machine of a type that a maker derived from it. */
function packml(space, namespace) {
  const model = OPC + "PackML/";
  const states = "BaseStateMachine.MachineState.ExecuteState";
  space.findObjectType("PackMLBaseObjectType", space.getNamespaceIndex(model)).instantiate({
    browseName: "Filler",
    nodeId: "s=Filler",
    organizedBy: space.rootFolder.objects,
    namespace,
    optionals: [
      "SetMachSpeed",
      "BaseStateMachine.CurrentState.Number",
      "BaseStateMachine.MachineState",
      "BaseStateMachine.MachineState.CurrentState.Number",
      "BaseStateMachine.MachineState.ExecuteState",
      states + ".CurrentState.Number",
      states + ".Hold",
      states + ".Unhold",
    ],
  });
  derived(space, namespace, model, "PackMLExecuteStateMachineType").instantiate({
    browseName: "Capper",
    nodeId: "s=Capper",
    organizedBy: space.rootFolder.objects,
    namespace,
    optionals: ["CurrentState.Number"],
  });
}

/** The state as a plain number, as a PLC's PackTags have it, without any type of the model. */
function packTags(space, namespace) {
  const status = namespace.addObject({ browseName: "Status", nodeId: "s=Labeller.Status", organizedBy: space.rootFolder.objects });
  namespace.addVariable({
    browseName: "StateCurrent",
    nodeId: "s=Labeller.Status.StateCurrent",
    componentOf: status,
    dataType: "Int32",
    value: { dataType: DataType.Int32, value: 4 },
  });
}

function machinery(space, namespace) {
  const index = space.getNamespaceIndex(OPC + "Machinery/");
  const di = space.getNamespaceIndex(OPC + "DI/");
  const machines = space.rootFolder.objects.getFolderElementByName("Machines", index);
  const saw = namespace.addObject({ browseName: "Saw", nodeId: "s=Saw", organizedBy: machines });
  const identification = space.findObjectType("MachineIdentificationType", index).instantiate({
    browseName: { name: "Identification", namespaceIndex: di },
    nodeId: "s=Saw.Identification",
    componentOf: saw,
    namespace,
    optionals: ["Model"],
  });
  identification.getPropertyByName("Manufacturer", di).setValueFromSource(text("Acme"));
  identification.getPropertyByName("SerialNumber", di).setValueFromSource(string("4711"));
  identification.getPropertyByName("Model", di)?.setValueFromSource(text("Saw 3000"));
  const state = space.findObjectType("MachineryItemState_StateMachineType", index).instantiate({
    browseName: { name: "MachineryItemState", namespaceIndex: index },
    nodeId: "s=Saw.State",
    componentOf: saw,
    namespace,
    optionals: ["CurrentState.Number"],
  });
  show(state, 2, "NotExecuting");
  namespace.addMethod(saw, { browseName: "Cut", nodeId: "s=Saw.Cut" }).bindMethod((inputs, context, done) => done(null, {}));
  const jobs = space.getNamespaceIndex(OPC + "Machinery/Jobs/");
  space.findObjectType("JobManagementType", jobs).instantiate({
    browseName: { name: "JobManagement", namespaceIndex: jobs },
    nodeId: "s=Saw.Jobs",
    componentOf: saw,
    namespace,
  });
}

/** Of each of these models one object, as it comes. */
function others(space, namespace) {
  for (const [model, name] of [
    ["LADS/", "LADSDeviceType"],
    ["Weihenstephan/", "WSMachineType"],
    ["Robotics/", "MotionDeviceType"],
    ["CNC", "CncInterfaceType"],
  ]) {
    const index = space.getNamespaceIndex(OPC + model);
    const type = index < 0 ? null : space.findObjectType(name, index);
    if (!type) {
      console.error("no type", model, name);
      continue;
    }
    type.instantiate({ browseName: name, nodeId: "s=" + name, organizedBy: space.rootFolder.objects, namespace });
  }
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
    serverCertificateManager: certificates,
    securityPolicies: [opcua.SecurityPolicy.None],
    securityModes: [opcua.MessageSecurityMode.None],
    nodeset_filename: [
      nodesets.standard,
      nodesets.di,
      nodesets.ia,
      nodesets.machinery,
      nodesets.isa95JobControl,
      nodesets.machineryJobs,
      nodesets.packML,
      nodesets.amb,
      nodesets.lads,
      nodesets.weihenstephan,
      nodesets.robotics,
      nodesets.cnc,
    ],
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  const namespace = space.registerNamespace(URI);
  packml(space, namespace);
  packTags(space, namespace);
  machinery(space, namespace);
  others(space, namespace);
  await server.start();
  console.log("ready");
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
