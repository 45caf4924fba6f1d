package dev.lockstep.rest;

import dev.lockstep.catalog.Fault;
import dev.lockstep.catalog.PeerDevice;
import dev.lockstep.catalog.PlanResolution;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Asks the gateways of a plan what devices they have, and finds what their votes would refuse. All
 * are asked at once, and within one time; nothing is asked of a machine. What cannot be asked is a
 * warning, not a fault: a gateway that is off may have everything.
 */
final class PlanCheck {
  private static final String UNCHECKED =
      "%s did not say what %s can do, so its commands are not checked: %s";

  private final GatewayReader gateways;
  private final Duration within;

  PlanCheck(GatewayReader gateways, Duration within) {
    this.gateways = gateways;
    this.within = within;
  }

  /** What was found. */
  record Findings(List<Fault> faults, List<Fault> warnings) {}

  Findings of(PlanRequests.Prepared plan) {
    List<Map<String, CompletionStage<GatewayReader.Description>>> asked = new ArrayList<>();
    for (int each = 0; each < plan.shares().size(); each++) {
      asked.add(asked(plan.shares().get(each).gateway(), plan.participants().get(each)));
    }
    Findings findings = new Findings(new ArrayList<>(), new ArrayList<>());
    for (int each = 0; each < asked.size(); each++) {
      judge(plan.participants().get(each), asked.get(each), findings);
    }
    return findings;
  }

  /** By the device's name; each is asked about once. */
  private Map<String, CompletionStage<GatewayReader.Description>> asked(
      URI gateway, PlanResolution.Participant participant) {
    Map<String, CompletionStage<GatewayReader.Description>> asked = new LinkedHashMap<>();
    participant
        .commands()
        .forEach(
            command ->
                asked.computeIfAbsent(
                    command.device(), device -> gateways.device(gateway, device, within)));
    return asked;
  }

  private static void judge(
      PlanResolution.Participant participant,
      Map<String, CompletionStage<GatewayReader.Description>> asked,
      Findings findings) {
    Map<String, PeerDevice> known = new LinkedHashMap<>();
    asked.forEach(
        (device, answer) -> {
          PlanResolution.Command first =
              participant.commands().stream()
                  .filter(each -> each.device().equals(device))
                  .findFirst()
                  .orElseThrow();
          switch (answer.toCompletableFuture().join()) {
            case GatewayReader.Description.Known(var body) ->
                known.put(device, PeerDeviceReader.read(device, body));
            case GatewayReader.Description.Unknown unknown ->
                findings
                    .faults()
                    .add(
                        first
                            .place()
                            .fault(
                                "%s has no device named %s"
                                    .formatted(participant.gateway(), device),
                                "see %s/api/v1/devices".formatted(participant.gateway())));
            case GatewayReader.Description.Unsaid unsaid ->
                findings
                    .warnings()
                    .add(
                        first
                            .place()
                            .fault(
                                UNCHECKED.formatted(participant.gateway(), device, unsaid.detail()),
                                ""));
          }
        });
    for (PlanResolution.Command each : participant.commands()) {
      PeerDevice device = known.get(each.device());
      if (device != null) {
        findings.faults().addAll(device.faults(each));
      }
    }
  }
}
