package dev.lockstep.ensemble;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * Group commit of writes: a group is one proposal of the ensemble (multi), which each server forces
 * to its disk once. Thread-safe.
 *
 * <p>ZooKeeper does a group as a whole or not at all. So one write that fails fails those beside
 * it: nothing of the group was written then, and each of its writes is sent by itself, in the same
 * order. Where the answer is lost, none of them is known. Either way each write results in what it
 * would have resulted in alone.
 */
final class WriteGroups {
  private static final int OCTETS_BESIDE = 100;

  private final BoundedCalls calls;
  private final GroupQueue<Write> queue;

  /** Steps that are done together or not at all, whatever the group around them comes to. */
  private record Write(List<WriteStep> steps, CompletableFuture<WriteResult> answer)
      implements GroupQueue.Member {
    @Override
    public boolean givenUp() {
      return answer.isDone();
    }

    @Override
    public int operations() {
      return steps.size();
    }

    @Override
    public int octets() {
      return steps.stream().mapToInt(WriteGroups::octets).sum();
    }
  }

  /** What a group came to. */
  private sealed interface GroupResult {
    /** The same for each of its writes: all done, or none known. */
    record Each(int code) implements GroupResult {}

    /** Nothing was written, because of one of them. */
    record Spoilt() implements GroupResult {}

    record NotKnown(String why) implements GroupResult {}
  }

  WriteGroups(BoundedCalls calls, EnsembleSettings settings) {
    this.calls = calls;
    this.queue = new GroupQueue<>(settings, this::send);
  }

  /** Does these steps together, or none of them; the first failure is the result. */
  CompletableFuture<WriteResult> write(List<WriteStep> steps) {
    return calls.call(
        WriteResult.NotKnown::new, (zoo, answer) -> queue.add(new Write(steps, answer)));
  }

  /** As {@link #write}, where no caller waits for it. */
  CompletableFuture<WriteResult> writeLazily(List<WriteStep> steps) {
    return calls.call(
        WriteResult.NotKnown::new, (zoo, answer) -> queue.addLazily(new Write(steps, answer)));
  }

  private CompletableFuture<?> send(List<Write> group) {
    return group.size() == 1
        ? alone(group.getFirst())
        : together(group).thenCompose(result -> answered(group, result));
  }

  private CompletableFuture<GroupResult> together(List<Write> group) {
    List<WriteStep> steps = group.stream().flatMap(each -> each.steps().stream()).toList();
    return calls.pass(
        GroupResult.NotKnown::new,
        (zoo, answer) -> {
          AsyncCallback.MultiCallback done =
              (code, path, context, results) ->
                  answer.complete(
                      results == null || code == Code.OK.intValue()
                          ? new GroupResult.Each(code)
                          : new GroupResult.Spoilt());
          zoo.multi(operations(steps), done, null);
        });
  }

  private CompletableFuture<?> answered(List<Write> group, GroupResult result) {
    return switch (result) {
      case GroupResult.Each each ->
          all(group, write -> ResultCodes.write(each.code(), write.steps().getFirst().path()));
      case GroupResult.NotKnown lost -> all(group, write -> new WriteResult.NotKnown(lost.why()));
      case GroupResult.Spoilt spoilt ->
          CompletableFuture.allOf(
              group.stream().map(this::alone).toArray(CompletableFuture<?>[]::new));
    };
  }

  private static CompletableFuture<?> all(List<Write> group, Function<Write, WriteResult> result) {
    group.forEach(write -> write.answer().complete(result.apply(write)));
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<?> alone(Write write) {
    return calls
        .<WriteResult>pass(
            WriteResult.NotKnown::new,
            (zoo, answer) -> {
              AsyncCallback.MultiCallback done =
                  (code, path, context, results) ->
                      answer.complete(result(code, write.steps(), results));
              zoo.multi(operations(write.steps()), done, null);
            })
        .thenAccept(write.answer()::complete);
  }

  private static List<Op> operations(List<WriteStep> steps) {
    return steps.stream().map(WriteGroups::operation).toList();
  }

  private static Op operation(WriteStep step) {
    return switch (step) {
      case WriteStep.Create create ->
          Op.create(create.path(), create.content(), create.acl(), CreateMode.PERSISTENT);
      case WriteStep.Update update -> Op.setData(update.path(), update.content(), update.version());
      case WriteStep.Delete delete -> Op.delete(delete.path(), delete.version());
    };
  }

  private static int octets(WriteStep step) {
    int content =
        switch (step) {
          case WriteStep.Create create -> create.content().length;
          case WriteStep.Update update -> update.content().length;
          case WriteStep.Delete delete -> 0;
        };
    return OCTETS_BESIDE + step.path().length() + content;
  }

  /** The first failure; those beside it are said to be inconsistent, or done, and are neither. */
  private static WriteResult result(
      int code, List<WriteStep> steps, @Nullable List<OpResult> results) {
    if (results == null) {
      return ResultCodes.write(code, steps.getFirst().path());
    }
    Optional<WriteResult> failure =
        IntStream.range(0, Math.min(steps.size(), results.size()))
            .filter(each -> error(results.get(each)) != Code.OK.intValue())
            .filter(each -> error(results.get(each)) != Code.RUNTIMEINCONSISTENCY.intValue())
            .mapToObj(each -> ResultCodes.write(error(results.get(each)), steps.get(each).path()))
            .findFirst();
    return failure.orElseGet(() -> ResultCodes.write(code, steps.getFirst().path()));
  }

  private static int error(OpResult result) {
    return result instanceof OpResult.ErrorResult failure ? failure.getErr() : Code.OK.intValue();
  }
}
