package dev.lockstep.app.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Login delays: each wrong password makes its address wait longer, twice as long each time. A name
 * that is guessed at from many addresses makes each of them wait from its first wrong password on.
 * Thread-safe, of bounded memory.
 *
 * <p>Only an address that was wrong itself ever waits. So no stranger can shut out a user by
 * guessing at the user's name from elsewhere: the first try of an address is always heard.
 */
final class LoginDelays {
  static final Duration MAX = Duration.ofSeconds(60);
  static final int FREE_AT_ADDRESS = 3;
  static final int FREE_FOR_NAME = 10;
  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
  private static final int RECORDS_MAX = 4_096;

  private final LongSupplier nanos;
  private final Map<String, Failures> addresses = bounded(RECORDS_MAX);
  private final Map<String, Failures> names = bounded(RECORDS_MAX);

  /**
   * Failures in a row, without a pause of {@link #FORGOTTEN_AFTER} between two.
   *
   * @param until when the next try is heard
   * @param name the one that all of them were for; empty where there were several
   */
  private record Failures(int count, long last, long until, Optional<String> name) {}

  /**
   * @param nanos a clock that only goes forward
   */
  LoginDelays(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A map that forgets what was used the longest time ago where it has this many entries. */
  static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** How long this address must wait; zero where it need not. */
  synchronized Duration left(String address) {
    return known(addresses, address)
        .map(failures -> Duration.ofNanos(Math.max(0, failures.until() - nanos.getAsLong())))
        .orElse(Duration.ZERO);
  }

  /** How often this address was wrong of late. */
  synchronized int failures(String address) {
    return known(addresses, address).map(Failures::count).orElse(0);
  }

  /**
   * A wrong password.
   *
   * @param name as it was given, where there is such a user; else what stands for all who are none
   * @return how long the address waits now
   */
  synchronized Duration failed(String name, String address) {
    long now = nanos.getAsLong();
    int ofName = count(names, name);
    names.put(name, new Failures(ofName, now, now, Optional.of(name)));
    int ofAddress = count(addresses, address);
    Duration delay = delay(Math.max(ofAddress - FREE_AT_ADDRESS, ofName - FREE_FOR_NAME));
    Optional<String> only = known(addresses, address).map(Failures::name).orElse(Optional.of(name));
    addresses.put(
        address, new Failures(ofAddress, now, now + delay.toNanos(), only.filter(name::equals)));
    return delay;
  }

  /**
   * The right password. Forgives an address its mistakes where all were for this name: a login of
   * one's own must not buy new guesses at the names of others.
   */
  synchronized void succeeded(String name, String address) {
    boolean own =
        known(addresses, address).flatMap(Failures::name).filter(name::equals).isPresent();
    if (own) {
      addresses.remove(address);
    }
  }

  private int count(Map<String, Failures> records, String key) {
    return known(records, key).map(Failures::count).orElse(0) + 1;
  }

  private Optional<Failures> known(Map<String, Failures> records, String key) {
    return Optional.ofNullable(records.get(key))
        .filter(failures -> nanos.getAsLong() - failures.last() < FORGOTTEN_AFTER.toNanos());
  }

  private static Duration delay(int step) {
    if (step <= 0) {
      return Duration.ZERO;
    }
    Duration doubled = MIN.multipliedBy(1L << Math.min(step - 1, 10));
    return doubled.compareTo(MAX) < 0 ? doubled : MAX;
  }
}
