package dev.lockstep.catalog;

import dev.lockstep.device.CompanionModel.StateMachine;
import dev.lockstep.device.SelfDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code tags.lockstep} of a drafted command says because of the machine's models. */
final class DraftGuarantees {
  private final DraftModels models;
  private final DraftText text;
  private final Map<List<String>, String> named = new HashMap<>();

  DraftGuarantees(DraftModels models, DraftText text) {
    this.models = models;
    this.text = text;
  }

  /** The name in the profile of what stands there; conditions name nothing else. */
  void shown(List<String> path, String name) {
    named.put(path, name);
  }

  /** How the machine is armed, and in which state it may be. */
  void prepare(List<String> path) {
    lock(path);
    requires(path);
  }

  private void lock(List<String> path) {
    models
        .lock(path)
        .ifPresent(
            lock ->
                text.line(
                    4,
                    "prepare: { pattern: opcua-lock, lock: %s }"
                        .formatted(DraftText.quoted(lock.address()))));
  }

  /** In which state of the machine it may be done is never known without a person. */
  private void requires(List<String> path) {
    models
        .machine(path)
        .filter(machine -> named.containsKey(machine.state()))
        .filter(machine -> models.led(path).isEmpty()) // the machine itself knows from where it may
        .ifPresent(
            machine -> {
              String states = String.join(", ", machine.states().keySet());
              text.comment(
                  4,
                  ProfileDraft.DECIDE
                      + "in which state may it be done? %s is a state of %s, such as %s."
                          .formatted(named.get(machine.state()), machine.model(), states));
              text.line(
                  4,
                  DraftText.PROPOSAL
                      + "requires: [%s]".formatted(condition(machine, machine.ready())));
            });
  }

  private String condition(StateMachine machine, String state) {
    Object shown = machine.states().getOrDefault(state, state);
    return "{ resource: %s, equals: %s }"
        .formatted(
            DraftText.quoted(named.getOrDefault(machine.state(), "")),
            shown instanceof String word ? DraftText.quoted(word) : shown);
  }

  /** What proves that a method was done. */
  void verify(SelfDescription.Method each) {
    Optional<StateMachine> led =
        models.led(each.path()).filter(machine -> named.containsKey(machine.state()));
    String outputs =
        each.outputs().isEmpty()
            ? "it has no outputs"
            : "its outputs are " + String.join(", ", each.outputs());
    if (led.isEmpty() || !led.get().sure()) {
      text.comment(
          4,
          ProfileDraft.DECIDE
              + "what proves that it was done? The machine's yes is taken for it here; conditions"
              + " over"
              + " what it shows are better (%s).".formatted(outputs));
      text.line(4, "verify: acknowledged");
      return;
    }
    StateMachine machine = led.get();
    String end = machine.ends().getOrDefault(each.path().getLast(), "");
    text.comment(
        4,
        ProfileDraft.DECIDE
            + "how long may it take? By %s the machine is then in the state %s."
                .formatted(machine.model(), end));
    text.line(4, "verify: { conditions: [%s], within: 30s }".formatted(condition(machine, end)));
  }
}
