// A machine with the lock of DI (OPC 10000-100) and the job orders of ISA-95 (OPC 10031-4), from the published nodesets.
// node machine.js PORT PKI; prints "ready" when it listens, and ends with its standard input.
"use strict";

const opcua = require("node-opcua");
const { nodesets, DataType, LocalizedText, StatusCodes, Variant, VariantArrayType } = opcua;

const URI = "urn:test:machine";
const DI = "http://opcfoundation.org/UA/DI/";
const JOBS = "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/";
const MAX_INACTIVE = 60000;
const STATES = ["", "NotAllowedToStart", "AllowedToStart", "Running", "Interrupted", "Ended", "Aborted"];
const [NOT_ALLOWED, ALLOWED, RUNNING, , ENDED] = [1, 2, 3, 4, 5];
const [NO_ERROR, UNKNOWN_ORDER, INVALID_STATUS, UNABLE] = [1, 2, 8, 16];
const [port, pki] = [Number(process.argv[2]), process.argv[3]];

const good = (outputs) => ({ statusCode: StatusCodes.Good, outputArguments: outputs });

function bind(object, name, answer) {
  const method = object.getMethodByName(name);
  method.bindMethod(async (inputs, context) => answer(inputs, context));
}

function lock(space, namespace, machine) {
  const di = space.getNamespaceIndex(DI);
  const type = space.findObjectType("LockingServicesType", di);
  const node = type.instantiate({
    browseName: { name: "Lock", namespaceIndex: di },
    nodeId: "s=Machine.Lock",
    componentOf: machine,
    namespace,
  });
  let owner = null;
  const property = (name) => node.getPropertyByName(name, di);
  const set = (name, dataType, value) => property(name).setValueFromSource({ dataType, value });
  const show = () => {
    set("Locked", DataType.Boolean, owner !== null);
    set("LockingClient", DataType.String, owner ?? "");
    set("LockingUser", DataType.String, "");
    set("RemainingLockTime", DataType.Double, owner === null ? 0 : MAX_INACTIVE);
  };
  const uri = (context) => context.session.clientDescription.applicationUri;
  const status = (value) => good([{ dataType: DataType.Int32, value }]);
  const owned = (context, work) => {
    if (owner === null) {
      return status(-1);
    }
    if (owner !== uri(context)) {
      return { statusCode: StatusCodes.BadUserAccessDenied };
    }
    work();
    show();
    return status(0);
  };
  bind(node, "InitLock", (inputs, context) => {
    if (owner !== null) {
      return status(-1);
    }
    owner = uri(context);
    show();
    return status(0);
  });
  bind(node, "RenewLock", (inputs, context) => owned(context, () => {}));
  bind(node, "ExitLock", (inputs, context) => owned(context, () => (owner = null)));
  bind(node, "BreakLock", () => {
    owner = null;
    show();
    return status(0);
  });
  show();
  return () => owner;
}

function jobs(space, namespace) {
  const model = space.getNamespaceIndex(JOBS);
  const structure = (name, fields) => space.constructExtensionObject(space.findDataType(name, model), fields);
  const receiver = space.findObjectType("ISA95JobOrderReceiverObjectType", model).instantiate({
    browseName: "Jobs",
    nodeId: "s=Jobs",
    organizedBy: space.rootFolder.objects,
    namespace,
    optionals: ["Store", "Start", "RevokeStart", "Cancel", "Clear", "Abort"],
  });
  const provider = space.findObjectType("ISA95JobResponseProviderObjectType", model).instantiate({
    browseName: "Results",
    nodeId: "s=Results",
    organizedBy: space.rootFolder.objects,
    namespace,
  });
  const orders = new Map();
  const state = (number) =>
    structure("ISA95StateDataType", {
      browsePath: {},
      stateText: new LocalizedText(STATES[number]),
      stateNumber: number,
    });
  const list = receiver.getComponentByName("JobOrderList", model);
  const show = () =>
    list.setValueFromSource({
      dataType: DataType.ExtensionObject,
      arrayType: VariantArrayType.Array,
      value: [...orders.values()].map((each) =>
        structure("ISA95JobOrderAndStateDataType", { jobOrder: each.order, state: [state(each.number)] })
      ),
    });
  const room = receiver.getPropertyByName("MaxDownloadableJobOrders", model);
  room.setValueFromSource({ dataType: DataType.UInt16, value: 3 });
  const count = { ID: "Count", value: new Variant({ dataType: DataType.UInt16, value: 1 }) };
  const recipe = { ID: "Recipe-7", description: new LocalizedText("Lids"), parameters: [structure("ISA95ParameterDataType", count)] };
  receiver.getComponentByName("WorkMaster", model).setValueFromSource({
    dataType: DataType.ExtensionObject,
    arrayType: VariantArrayType.Array,
    value: [structure("ISA95WorkMasterDataType", recipe)],
  });
  const status = (value) => ({ dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value: [0, value] });
  const answer = (value) => {
    show();
    return good([status(value)]);
  };
  const move = (id, from, to) => {
    const known = orders.get(id);
    if (!known) {
      return UNKNOWN_ORDER;
    }
    if (!from.includes(known.number)) {
      return INVALID_STATUS;
    }
    if (to === null) {
      orders.delete(id);
    } else {
      known.number = to;
    }
    return NO_ERROR;
  };
  bind(receiver, "Store", (inputs) => {
    const order = inputs[0].value;
    if (orders.has(order.jobOrderID) || orders.size >= 3) {
      return answer(UNABLE);
    }
    orders.set(order.jobOrderID, { order, number: NOT_ALLOWED });
    return answer(NO_ERROR);
  });
  // The job runs and ends by itself, each a moment later.
  bind(receiver, "Start", (inputs) => {
    const id = inputs[0].value;
    const started = answer(move(id, [NOT_ALLOWED], ALLOWED));
    const next = (from, to) => () => {
      move(id, [from], to);
      show();
    };
    setTimeout(next(ALLOWED, RUNNING), 50);
    setTimeout(next(RUNNING, ENDED), 150);
    return started;
  });
  bind(receiver, "RevokeStart", (inputs) => answer(move(inputs[0].value, [ALLOWED], NOT_ALLOWED)));
  bind(receiver, "Cancel", (inputs) => answer(move(inputs[0].value, [NOT_ALLOWED, ALLOWED], null)));
  bind(receiver, "Clear", (inputs) => answer(move(inputs[0].value, [ENDED, 6], null)));
  bind(provider, "RequestJobResponseByJobOrderID", (inputs) => {
    const id = inputs[0].value;
    const known = orders.get(id);
    const begun = known && known.number >= RUNNING;
    const response = begun
      ? structure("ISA95JobResponseDataType", { jobResponseID: "r-" + id, jobOrderID: id, jobState: [state(known.number)] })
      : null;
    return good([
      { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Scalar, value: response },
      status(begun ? NO_ERROR : UNKNOWN_ORDER),
    ]);
  });
  show();
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
    nodeset_filename: [nodesets.standard, nodesets.di, nodesets.isa95JobControl],
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  const namespace = space.registerNamespace(URI);
  const machine = namespace.addObject({
    organizedBy: space.rootFolder.objects,
    browseName: "Machine",
    nodeId: "s=Machine",
  });
  const owner = lock(space, namespace, machine);
  let speed = 1;
  const node = namespace.addVariable({
    componentOf: machine,
    browseName: "Speed",
    nodeId: "s=Speed",
    dataType: DataType.Int32,
  });
  node.bindVariable(
    {
      get: () => new Variant({ dataType: DataType.Int32, value: speed }),
      set: (variant) => {
        if (owner() === null) {
          return StatusCodes.BadRequiresLock ?? StatusCodes.BadLocked;
        }
        speed = variant.value;
        return StatusCodes.Good;
      },
    },
    true
  );
  jobs(space, namespace);
  await server.start();
  console.log("ready");
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
