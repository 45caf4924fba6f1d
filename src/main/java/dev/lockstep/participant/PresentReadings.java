package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.participant.PresentReading.Expectation;
import dev.lockstep.participant.PresentReading.Use;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Present readings of a transaction: one for each resource that its commands write, call, read,
 * require or are verified by. Devices are asked in parallel, each once, within one deadline; a
 * silent one holds up no other.
 */
final class PresentReadings {
  private final DeviceLinks links;
  private final Executor devices;

  PresentReadings(DeviceLinks links, Executor devices) {
    this.links = links;
    this.devices = devices;
  }

  /** What the transaction has to do with one resource. */
  private static final class Interest {
    private Optional<Value> wanted = Optional.empty();
    private final Map<Condition, Use> conditions = new LinkedHashMap<>();
  }

  /** One for each resource, in the order of the commands; none where nothing is known of them. */
  List<PresentReading> of(State state, Deadline deadline) {
    List<Observation> before = before(state);
    List<CompletableFuture<List<PresentReading>>> asked = new ArrayList<>();
    state
        .work()
        .map(PresentReadings::interests)
        .orElse(Map.of())
        .forEach(
            (device, wanted) ->
                asked.add(
                    CompletableFuture.supplyAsync(
                        () -> of(device, wanted, before, deadline), devices)));
    return asked.stream().flatMap(each -> each.join().stream()).toList();
  }

  private static List<Observation> before(State state) {
    if (state instanceof State.Preparing preparing) {
      return preparing.before();
    }
    return state.cast().orElse(null) instanceof Ballot.Yes yes ? yes.before() : List.of();
  }

  private static Map<DeviceName, Map<ResourceName, Interest>> interests(Branch branch) {
    Map<DeviceName, Map<ResourceName, Interest>> all = new LinkedHashMap<>();
    for (Task task : branch.tasks()) {
      Action action = task.action();
      collect(action, all.computeIfAbsent(action.device(), device -> new LinkedHashMap<>()));
    }
    return all;
  }

  private static void collect(Action action, Map<ResourceName, Interest> of) {
    switch (action.work()) {
      case Work.Look look -> look.resources().forEach(each -> interest(of, each));
      case Work.Call call -> {}
      case Work.Write write -> {
        for (Assignment each : write.assignments()) {
          interest(of, each.resource()).wanted = Optional.of(each.value());
        }
      }
    }
    for (Condition each : action.guarantees().requires()) {
      interest(of, each.resource()).conditions.put(each, Use.REQUIRED);
    }
    for (Condition each : action.guarantees().verification().seenBy()) {
      interest(of, each.resource()).conditions.putIfAbsent(each, Use.VERIFIED);
    }
    // Shown without a verdict: whether it has begun to hold since the send is not known here.
    action.guarantees().verification().failedBy().forEach(each -> interest(of, each.resource()));
  }

  private static Interest interest(Map<ResourceName, Interest> of, ResourceName resource) {
    return of.computeIfAbsent(resource, name -> new Interest());
  }

  private List<PresentReading> of(
      DeviceName device,
      Map<ResourceName, Interest> wanted,
      List<Observation> before,
      Deadline deadline) {
    Map<ResourceName, Reading> seen = read(device, List.copyOf(wanted.keySet()), deadline);
    List<PresentReading> readings = new ArrayList<>();
    wanted.forEach(
        (resource, interest) -> {
          Reading now = seen.getOrDefault(resource, unseen(resource, "the device did not say"));
          readings.add(
              new PresentReading(
                  device,
                  resource,
                  interest.wanted,
                  before.stream()
                      .filter(each -> each.device().equals(device))
                      .filter(each -> each.resource().equals(resource))
                      .findFirst(),
                  expectations(interest, now),
                  now));
        });
    return readings;
  }

  private static List<Expectation> expectations(Interest interest, Reading now) {
    List<Expectation> all = new ArrayList<>();
    interest.conditions.forEach(
        (condition, use) ->
            all.add(
                new Expectation(
                    use,
                    condition.toString(),
                    now instanceof Reading.Seen seen
                        ? Optional.of(condition.holds(seen))
                        : Optional.empty())));
    return all;
  }

  private Map<ResourceName, Reading> read(
      DeviceName device, List<ResourceName> resources, Deadline deadline) {
    Map<ResourceName, Reading> seen = new LinkedHashMap<>();
    Optional<DeviceLinks.Linked> linked = links.find(device);
    List<ResourceName> readable = new ArrayList<>();
    for (ResourceName each : resources) {
      Optional<String> obstacle = obstacle(linked, each);
      obstacle.ifPresentOrElse(why -> seen.put(each, unseen(each, why)), () -> readable.add(each));
    }
    if (linked.isPresent() && !readable.isEmpty()) {
      linked
          .get()
          .link()
          .read(readable, deadline)
          .forEach(reading -> seen.put(reading.resource(), reading));
    }
    return seen;
  }

  private static Optional<String> obstacle(
      Optional<DeviceLinks.Linked> linked, ResourceName resource) {
    if (linked.isEmpty()) {
      return Optional.of("the device is no longer in the catalog");
    }
    Optional<Resource> known = linked.get().device().profile().resource(resource);
    if (known.isEmpty()) {
      return Optional.of("the profile has no such resource any more");
    }
    return known.get().access().readable()
        ? Optional.empty()
        : Optional.of("the profile says that it can only be written");
  }

  private static Reading unseen(ResourceName resource, String why) {
    return new Reading.Unseen(resource, Reason.of(Reason.Code.UNREADABLE, why).on(resource));
  }
}
