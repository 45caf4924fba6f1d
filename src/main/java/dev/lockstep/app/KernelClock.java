package dev.lockstep.app;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Clock of the kernel, with what Java does not ask it: the clock that counts suspend too
 * (CLOCK_BOOTTIME, clock_gettime(2)), and whether the wall clock is synchronised (adjtimex(2)).
 * Where the kernel cannot be asked (another operating system, or a filter of system calls), ticks
 * are Java's and the wall clock counts as not synchronised. Thread-safe.
 */
abstract sealed class KernelClock {
  private static final int NANOS = 1_000_000_000;

  /** Since the boot, or any origin; see {@link #countsSuspend}. */
  abstract long ticks();

  /** Whether ticks run on while the PC sleeps, and go on over restarts of the process. */
  abstract boolean countsSuspend();

  /** Whether the kernel says now that a source of time keeps the wall clock right. */
  abstract boolean synchronised();

  /** How far the wall clock is off at most, as the kernel says; empty where it is not known. */
  abstract Optional<Duration> error();

  static KernelClock open() {
    return Linux.linked().map(KernelClock.class::cast).orElseGet(Plain::new);
  }

  private static final class Plain extends KernelClock {
    @Override
    long ticks() {
      return System.nanoTime();
    }

    @Override
    boolean countsSuspend() {
      return false;
    }

    @Override
    boolean synchronised() {
      return false;
    }

    @Override
    Optional<Duration> error() {
      return Optional.empty();
    }
  }

  /** By glibc or musl on a 64-bit Linux. */
  private static final class Linux extends KernelClock {
    private static final int CLOCK_BOOTTIME = 7;
    private static final int TIME_ERROR = 5;

    /** struct timex has 208 octets; its first field, modes, is 0: change nothing. */
    private static final int TIMEX_LONGS = 32;

    /** Its field maxerror, in microseconds: what chrony, ntpd and phc2sys keep there. */
    private static final int MAX_ERROR = 3;

    private final MethodHandle gettime;
    private final MethodHandle adjtimex;

    private Linux(MethodHandle gettime, MethodHandle adjtimex) {
      this.gettime = gettime;
      this.adjtimex = adjtimex;
    }

    @SuppressWarnings("restricted") // the two calls are declared as the manual has them
    static Optional<Linux> linked() {
      if (!System.getProperty("os.name").equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) {
        return Optional.empty();
      }
      try {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        Linker.Option heap = Linker.Option.critical(true);
        Linux linux =
            new Linux(
                linker.downcallHandle(
                    library.find("clock_gettime").orElseThrow(),
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                    heap),
                linker.downcallHandle(
                    library.find("adjtimex").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                    heap));
        return Optional.of(linux).filter(each -> each.ticks() > 0);
      } catch (RuntimeException | Error unable) {
        // A runtime without downcalls, or an image that was built without these two: not known.
        return Optional.empty();
      }
    }

    @Override
    long ticks() {
      long[] timespec = new long[2];
      int failed;
      try {
        failed = (int) gettime.invokeExact(CLOCK_BOOTTIME, MemorySegment.ofArray(timespec));
      } catch (Throwable impossible) {
        throw new IllegalStateException("clock_gettime throws nothing", impossible);
      }
      if (failed != 0) {
        throw new IllegalStateException("this kernel has no CLOCK_BOOTTIME");
      }
      return timespec[0] * NANOS + timespec[1];
    }

    @Override
    boolean countsSuspend() {
      return true;
    }

    @Override
    boolean synchronised() {
      return asked(new long[TIMEX_LONGS]);
    }

    @Override
    Optional<Duration> error() {
      long[] timex = new long[TIMEX_LONGS];
      return asked(timex)
          ? Optional.of(Duration.of(timex[MAX_ERROR], ChronoUnit.MICROS))
          : Optional.empty();
    }

    /** A filter of system calls answers -1 (EPERM): not known, so not synchronised. */
    private boolean asked(long[] timex) {
      try {
        int state = (int) adjtimex.invokeExact(MemorySegment.ofArray(timex));
        return state >= 0 && state != TIME_ERROR;
      } catch (Throwable impossible) {
        throw new IllegalStateException("adjtimex throws nothing", impossible);
      }
    }
  }
}
