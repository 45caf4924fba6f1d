package dev.lockstep.participant;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Resolution;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Resolver of requests: makes a branch of a prepare request. Names become actions, and names and
 * values that do not fit become objections.
 */
final class CommandResolver {
  private final Catalog catalog;
  private final Holdings holdings;

  /**
   * The result of resolving a request.
   *
   * @param branch with the commands that could be resolved
   * @param objections against the other commands; where there are any, the branch is not carried
   *     out
   */
  record Received(Branch branch, List<Reason> objections) {}

  CommandResolver(Catalog catalog, Holdings holdings) {
    this.catalog = catalog;
    this.holdings = holdings;
  }

  private Resolution resolved(PrepareRequest.Wish wish) {
    return wish.read()
        ? catalog.reading(wish.device(), wish.command())
        : catalog.resolve(wish.device(), wish.command(), wish.arguments());
  }

  Received receive(PrepareRequest request) {
    List<Task> tasks = new ArrayList<>();
    List<Reason> objections = new ArrayList<>();
    for (PrepareRequest.Wish wish : request.commands()) {
      switch (resolved(wish)) {
        case Resolution.Resolved resolved ->
            tasks.add(holdings.located(tasks.size(), wish.stage(), resolved.action()));
        case Resolution.Refused refused -> objections.addAll(refused.reasons());
      }
    }
    objections.addAll(holdings.writtenTwice(tasks));
    Branch branch =
        new Branch(
            request.id(),
            Fingerprint.of(request),
            tasks,
            request.coordinator(),
            request.participants(),
            request.onePhase());
    return new Received(branch, objections);
  }
}
