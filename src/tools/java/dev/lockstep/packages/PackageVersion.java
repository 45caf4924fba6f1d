package dev.lockstep.packages;

import java.util.Locale;

/**
 * A version as packages compare it: 0.2.0-SNAPSHOT comes before 0.2.0, which {@code ~} says to dpkg
 * and to rpm.
 *
 * @param upstream of the sources, in their words
 */
record PackageVersion(String upstream) {
  PackageVersion {
    if (!upstream.matches("[0-9][A-Za-z0-9.]*(-[A-Za-z0-9.]+)?")) {
      throw new IllegalArgumentException("no version of a package: " + upstream);
    }
  }

  String number() {
    return upstream.replace('-', '~').toLowerCase(Locale.ROOT);
  }

  /** With the package's own revision. */
  String revised() {
    return number() + "-1";
  }
}
