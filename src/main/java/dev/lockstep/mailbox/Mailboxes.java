package dev.lockstep.mailbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Actors in memory by their keys, each with a mailbox that one worker at a time empties, in the
 * order of arrival. Thread-safe.
 *
 * <p>Adding or taking a message, and finding out whether a worker is busy, is one atomic step, so
 * no message goes to an actor that was let go. No lock is held while an actor works.
 *
 * @param <K> key
 * @param <M> message
 * @param <A> actor
 */
public final class Mailboxes<K, M, A> implements AutoCloseable {
  private final ConcurrentHashMap<K, Mailbox<M, A>> byKey = new ConcurrentHashMap<>();
  private final Executor workers;
  private final Behaviour<K, M, A> behaviour;
  private volatile boolean closed;

  /** What the actors do. For one actor, one call at a time. */
  public interface Behaviour<K, M, A> {
    /** A new actor, for the first message to its key. Must not block. */
    A create(K key);

    /** Works on a message; may block. */
    void receive(A actor, M message);

    /** Ends the work on a message after a fault of the program itself ({@link #guard}). */
    void failed(A actor, M message, Throwable fault);

    /** Whether the actor leaves memory as soon as its mailbox is empty. Must not block. */
    boolean idle(A actor);
  }

  private static final class Mailbox<M, A> {
    private final A actor;
    private final Deque<M> messages = new ArrayDeque<>();
    private boolean busy;

    private Mailbox(A actor) {
      this.actor = actor;
    }
  }

  /**
   * @param workers runs what may block: a virtual thread for each task
   */
  public Mailboxes(Executor workers, Behaviour<K, M, A> behaviour) {
    this.workers = workers;
    this.behaviour = behaviour;
  }

  /** The number of actors in memory. */
  public int size() {
    return byKey.size();
  }

  public Optional<A> find(K key) {
    return Optional.ofNullable(byKey.get(key)).map(mailbox -> mailbox.actor);
  }

  public List<A> actors() {
    return byKey.values().stream().map(mailbox -> mailbox.actor).toList();
  }

  /** Adds an actor with its first message. It is not worked on before {@link #wake} or a post. */
  public void add(K key, A actor, M first) {
    Mailbox<M, A> mailbox = new Mailbox<>(actor);
    mailbox.messages.add(first);
    byKey.put(key, mailbox);
  }

  /**
   * Posts a message, to a new actor where there is none.
   *
   * @return false where nothing is taken any more, for {@link #close}
   */
  public boolean post(K key, M message) {
    if (closed) {
      return false;
    }
    Claim claim = new Claim();
    byKey.compute(
        key,
        (same, known) -> {
          Mailbox<M, A> mailbox = known == null ? new Mailbox<>(behaviour.create(key)) : known;
          mailbox.messages.add(message);
          return claim.on(mailbox);
        });
    return claim.begin(key);
  }

  /** Posts a message that means nothing where the actor has left memory. */
  public void postIfPresent(K key, M message) {
    if (closed) {
      return;
    }
    Claim claim = new Claim();
    byKey.computeIfPresent(
        key,
        (same, known) -> {
          known.messages.add(message);
          return claim.on(known);
        });
    claim.begin(key);
  }

  /**
   * Has the messages worked on that an actor was added with; where that has begun, does nothing.
   */
  public void wake(K key) {
    Claim claim = new Claim();
    byKey.computeIfPresent(key, (same, known) -> claim.on(known));
    claim.begin(key);
  }

  /**
   * Takes nothing more, and hands on nothing that waits: a worker ends with the message that it is
   * at. To be called before the workers are stopped, so that one that they refuse is no fault.
   */
  @Override
  public void close() {
    closed = true;
  }

  /** Whether nothing is taken any more. */
  public boolean isClosed() {
    return closed;
  }

  /** The right to empty a mailbox, which one worker at a time has. */
  private final class Claim {
    private @Nullable Mailbox<M, A> claimed;

    private Mailbox<M, A> on(Mailbox<M, A> mailbox) {
      if (!mailbox.busy && !mailbox.messages.isEmpty()) {
        mailbox.busy = true;
        claimed = mailbox;
      }
      return mailbox;
    }

    /** False where the workers are stopped. */
    private boolean begin(K key) {
      Mailbox<M, A> mailbox = claimed;
      if (mailbox == null) {
        return true;
      }
      try {
        workers.execute(() -> empty(key, mailbox));
        return true;
      } catch (RejectedExecutionException stopped) {
        if (!closed) {
          throw stopped;
        }
        return false;
      }
    }
  }

  private void empty(K key, Mailbox<M, A> mailbox) {
    for (M next = take(key, mailbox); next != null; next = take(key, mailbox)) {
      M message = next;
      guard(
          () -> behaviour.receive(mailbox.actor, message),
          fault -> behaviour.failed(mailbox.actor, message, fault));
    }
  }

  /**
   * Runs a task, and hands on what a program can go on after: an exception, a stack that is full, a
   * class that is missing. After an {@link OutOfMemoryError} it cannot: the process ends, and a
   * start takes everything up again from the journal.
   */
  public static void guard(Runnable task, Consumer<Throwable> onFault) {
    try {
      task.run();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError fault) {
      onFault.accept(fault);
    }
  }

  /** The next message; null where there is none, and then no worker has the mailbox any more. */
  private @Nullable M take(K key, Mailbox<M, A> mailbox) {
    AtomicReference<@Nullable M> next = new AtomicReference<>();
    byKey.compute(
        key,
        (same, known) -> {
          next.set(closed ? null : mailbox.messages.poll());
          mailbox.busy = next.get() != null;
          boolean stays = mailbox.busy || closed || !behaviour.idle(mailbox.actor);
          return stays ? mailbox : null;
        });
    return next.get();
  }
}
