package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.OwnHosts;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalQueries;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.BodyDeadline;
import dev.lockstep.rest.CoordinatorWarnings;
import dev.lockstep.rest.CurrentCaller;
import dev.lockstep.rest.HostNames;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestLimits;
import dev.lockstep.rest.SystemUseNotice;
import dev.lockstep.rest.TransactionDetails;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** CDI producers of what every request to the API passes, with its limits. */
@Singleton
final class RequestBeans {

  @Produces
  @Singleton
  RequestLimits limits(Settings settings) {
    return settings.config().limits();
  }

  @Produces
  @Singleton
  BodyDeadline bodies(Config config, SystemTime time) {
    return new BodyDeadline(config.getValue("quarkus.http.read-timeout", Duration.class), time);
  }

  @Produces
  @Singleton
  SystemUseNotice notice(Settings settings) {
    return new SystemUseNotice(settings.config().security().notice());
  }

  @Produces
  @Singleton
  HostNames hosts(OwnHosts own) {
    return own::include;
  }

  @Produces
  @Singleton
  RequestGuard guard(
      RequestLimits limits,
      BodyDeadline deadline,
      Participant participant,
      CurrentIdentityAssociation identities,
      CurrentVertxRequest requests,
      AuditLog audit) {
    Admission admission =
        new Admission(limits.votesMax(), limits.decisionsMax(), limits.looksMax());
    CurrentCaller callers = new CurrentCaller(identities, requests);
    return new RequestGuard(
        participant::ready, participant.stop(), admission, limits, deadline, callers, audit);
  }

  @Produces
  @Singleton
  TransactionDetails details(
      Participant participant,
      JournalQueries queries,
      CoordinatorWarnings warnings,
      TimeSource clock,
      Settings settings) {
    return new TransactionDetails(
        participant, queries, warnings, clock, settings.config().transactions().inDoubtAfter());
  }
}
