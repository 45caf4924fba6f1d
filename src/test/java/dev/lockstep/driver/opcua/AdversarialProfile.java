package dev.lockstep.driver.opcua;

import java.util.List;

/** The press's profile with every way to verify, once for each way to repeat. */
final class AdversarialProfile {
  private static final String RESOURCES =
      """
      name: test-press
      deviceResources:
        - name: Recipe
          attributes: { nodeId: "nsu=urn:test:press;s=Recipe" }
          properties: { valueType: Int32, readWrite: RW }
        - name: Odd
          attributes: { nodeId: "nsu=urn:test:press;s=Odd" }
          properties: { valueType: Int32, readWrite: RW }
        - name: Busy
          attributes: { nodeId: "nsu=urn:test:press;s=Busy" }
          properties: { valueType: Bool, readWrite: R }
        - name: Staged
          attributes: { nodeId: "nsu=urn:test:press;s=Staged" }
          properties: { valueType: Int32, readWrite: RW }
        - name: Ticket
          attributes: {}
          properties: { valueType: Int32, readWrite: W }
        - name: Fire
          attributes:
            objectId: "nsu=urn:test:press;s=Press"
            methodId: "nsu=urn:test:press;s=Press.Fire"
            inputMap: [Ticket]
          properties: { valueType: Bool, readWrite: W }
      """;
  private static final String SEEN = "conditions: [{ resource: Busy, equals: true }], within: 50ms";

  private AdversarialProfile() {}

  static String text(List<String> repeats) {
    StringBuilder text = new StringBuilder(RESOURCES);
    for (String id :
        List.of("CommandId", "PreparedId", "RejectedId", "CommitId", "LastAppliedId", "AbortId")) {
      text.append("  - name: %s%n".formatted(id))
          .append("    attributes: { nodeId: \"nsu=urn:test:press;s=%s\" }%n".formatted(id))
          .append("    properties: { valueType: String, readWrite: RW }\n");
    }
    text.append("deviceCommands:\n");
    for (String repeat : repeats) {
      fire(text, "FireAck", "acknowledged", repeat);
      fire(text, "FireOut", "{ outputs: [{ name: Ok, equals: true }] }", repeat);
      String not = "{ outputs: [{ index: 0, equals: true }], otherwise: notApplied }";
      fire(text, "FireNot", not, repeat);
      fire(text, "FireSeen", "{ outputs: none, " + SEEN + " }", repeat);
      fire(text, "FireBoth", "{ outputs: [{ index: 0, equals: true }], " + SEEN + " }", repeat);
      command(text, "Set-" + repeat, "Recipe", "{ readBack: { within: 50ms } }", repeat);
      both(text, "SetBoth-" + repeat, repeat, "");
      both(text, "SetSteps-" + repeat, repeat, ", steps: [[Recipe], [Odd]]");
      command(text, "SetSeen-" + repeat, "Recipe", "{ " + SEEN + " }", repeat);
    }
    command(text, "FireThird", "Fire", "{ outputs: [{ index: 2, equals: true }] }", "once");
    command(text, "FireUnnamed", "Fire", "{ outputs: [{ name: ok, equals: true }] }", "once");
    command(text, "FireMistyped", "Fire", "{ outputs: [{ index: 0, equals: 1 }] }", "once");
    return text.append(
            """
              - name: Load
                readWrite: RW
                resourceOperations: [{ deviceResource: Staged }]
                tags:
                  lockstep:
                    prepare:
                      pattern: plc-handshake
                      commandId: CommandId
                      preparedId: PreparedId
                      rejectedId: RejectedId
                      commitId: CommitId
                      lastAppliedId: LastAppliedId
                      abortId: AbortId
                      retained: true
                      within: 500ms
            """)
        .toString();
  }

  private static void fire(StringBuilder text, String name, String verify, String repeat) {
    command(text, name + "-" + repeat, "Fire", verify, repeat);
  }

  private static void both(StringBuilder text, String name, String repeat, String more) {
    text.append("  - name: %s%n".formatted(name))
        .append("    readWrite: RW\n")
        .append("    resourceOperations: [{ deviceResource: Recipe }, { deviceResource: Odd }]\n")
        .append("    tags: { lockstep: { verify: { readBack: { within: 50ms } }, ")
        .append("repeat: %s%s } }%n".formatted(repeat, more));
  }

  private static void command(
      StringBuilder text, String name, String resource, String verify, String repeat) {
    text.append("  - name: %s%n".formatted(name))
        .append("    readWrite: W\n")
        .append("    resourceOperations: [{ deviceResource: %s }]%n".formatted(resource))
        .append("    tags: { lockstep: { verify: %s, repeat: %s } }%n".formatted(verify, repeat));
  }
}
