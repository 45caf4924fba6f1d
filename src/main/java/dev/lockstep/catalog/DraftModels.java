package dev.lockstep.catalog;

import dev.lockstep.device.CompanionModel;
import dev.lockstep.device.CompanionModel.JobOrders;
import dev.lockstep.device.CompanionModel.Lock;
import dev.lockstep.device.CompanionModel.Nameplate;
import dev.lockstep.device.CompanionModel.StateMachine;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The companion models of a machine, as its draft asks for them: which of them is for what. */
final class DraftModels {
  private final List<CompanionModel> models;

  DraftModels(List<CompanionModel> models) {
    this.models = models;
  }

  /** The lock of what stands there: that of the nearest part above it which has one. */
  Optional<Lock> lock(List<String> path) {
    return all(Lock.class)
        .filter(each -> common(each.element(), path) == each.element().size())
        .max(Comparator.comparingInt(each -> each.element().size()));
  }

  /** The state machine that has this method, where it leads to a state. */
  Optional<StateMachine> led(List<String> method) {
    List<String> owner = method.subList(0, method.size() - 1);
    return all(StateMachine.class)
        .filter(each -> each.path().equals(owner))
        .filter(each -> each.ends().containsKey(method.getLast()))
        .findFirst();
  }

  /** The state machine on whose state a command may depend: the nearest one. */
  Optional<StateMachine> machine(List<String> path) {
    Function<StateMachine, Integer> near = each -> common(each.path(), path);
    return all(StateMachine.class)
        .filter(each -> !each.ready().isEmpty() && near.apply(each) > 0)
        .max(Comparator.comparing(near));
  }

  List<JobOrders> jobOrders() {
    return all(JobOrders.class).toList();
  }

  /** Of the machine itself first. */
  List<Nameplate> nameplates() {
    return all(Nameplate.class)
        .sorted(Comparator.comparingInt(each -> each.path().size()))
        .toList();
  }

  /** The one nameplate of the machine; empty where several stand side by side. */
  Optional<Nameplate> nameplate() {
    List<Nameplate> all = nameplates();
    boolean one =
        !all.isEmpty() && (all.size() == 1 || all.get(0).path().size() < all.get(1).path().size());
    return one ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private <T extends CompanionModel> Stream<T> all(Class<T> kind) {
    return models.stream().filter(kind::isInstance).map(kind::cast);
  }

  private static int common(List<String> one, List<String> other) {
    int common = 0;
    while (common < Math.min(one.size(), other.size())
        && one.get(common).equals(other.get(common))) {
      common++;
    }
    return common;
  }
}
