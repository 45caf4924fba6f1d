package dev.lockstep.app.standby;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StandbyConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.SeatRecord;
import dev.lockstep.standby.link.LinkCertificates;
import dev.lockstep.standby.link.LinkFiles;
import dev.lockstep.standby.link.LinkSettings;
import dev.lockstep.standby.link.UnusableCertificateException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** What follows from {@code lockstep.standby.*}, which was checked. */
final class LineKeys {
  /** Of a lease: two clocks that run apart by more than one in a hundred are broken. */
  private static final int DRIFT = 100;

  /** A change set may have 64 MiB. */
  private static final int MESSAGE_MAX = 80 << 20;

  private static final Duration COPY_MAX = Duration.ofMinutes(10);

  private LineKeys() {}

  static LineRules rules(StandbyConfig keys) {
    long duration = keys.line().leaseDuration().toNanos();
    return new LineRules(keys.line().lease(), keys.line().mode(), duration, duration / DRIFT);
  }

  static LinkSettings link(StandbyConfig keys) {
    String listen = keys.listen().orElseThrow();
    int colon = listen.lastIndexOf(':');
    String host = listen.substring(0, colon).replaceAll("^\\[|]$", "");
    InetSocketAddress address =
        new InetSocketAddress(host, Integer.parseInt(listen.substring(colon + 1)));
    if (address.isUnresolved()) {
      throw StartFailureException.value(
          "lockstep.standby.listen", listen, "this host has no such address");
    }
    return new LinkSettings(
        address,
        keys.peer().orElseThrow(),
        keys.link().connectTimeout(),
        keys.link().answerMax(),
        COPY_MAX,
        MESSAGE_MAX);
  }

  static LinkCertificates certificates(StandbyConfig keys) throws UnusableCertificateException {
    LinkFiles files =
        new LinkFiles(
            keys.files().certificate().orElseThrow(),
            keys.files().key().orElseThrow(),
            keys.files().trust().orElseThrow());
    return LinkCertificates.read(files, keys.name().orElseThrow(), keys.peerName().orElseThrow());
  }

  /** This PC's seat as it was kept; of a new one where there is none. */
  static SeatRecord record(Settings settings, SeatFile file) throws IOException {
    StandbyConfig keys = settings.config().standby();
    SeatRecord fresh =
        SeatRecord.fresh(
            settings.gateway(), keys.name().orElseThrow(), keys.peerName().orElseThrow());
    SeatRecord kept = file.read().orElse(fresh);
    boolean same =
        kept.line().equals(fresh.line())
            && kept.self().equals(fresh.self())
            && kept.peer().equals(fresh.peer());
    if (!same) {
      throw StartFailureException.value(
          "lockstep.standby.name",
          fresh.self(),
          "this PC was %s in the line %s, beside %s; with other names begin with another journal"
              .formatted(kept.self(), kept.line(), kept.peer()));
    }
    return kept;
  }
}
