package dev.lockstep.dashboard;

import dev.lockstep.coordinator.CoordinationPlan.Intent;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.rest.CoordinationViewMapper;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.PlanCall;
import dev.lockstep.rest.PlanPlays;
import dev.lockstep.rest.PlanViews;
import dev.lockstep.rest.Plans;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at a plan: its form, what it comes to, and how its last play stands. */
@Singleton
final class PlanLooks {
  private final Plans plans;
  private final CoordinatorRole role;
  private final FormGate gate;
  private final TimeSource clock;

  PlanLooks(Plans plans, CoordinatorRole role, FormGate gate, TimeSource clock) {
    this.plans = plans;
    this.role = role;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * What a person filled in.
   *
   * @param version of the plan that was looked at
   */
  record Filled(String plan, String version, PlanValues values) {
    /** For the gateway's own check. */
    PlanCall call() {
      return new PlanCall(
          Optional.of(plan),
          Optional.empty(),
          values.parameters(),
          Optional.of(version),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /** Where plans lie; empty where no folder is configured. */
  String folder() {
    return plans.folder().map(Path::toString).orElse("");
  }

  /** The form, with what was typed so far. */
  PlanForm form(String plan, PlanValues values, String told, Viewer viewer)
      throws JournalUnavailableException {
    PlanViews.Definition found = plans.definition(plan);
    return form(
        found,
        PlanFields.of(found.parameters(), values, Map.of()),
        PlanPages.elsewhere(found.faults(), found),
        PlanPages.elsewhere(found.warnings(), found),
        new Checked("", PlanPages.written(found.participants())),
        new Seen(viewer, told));
  }

  /** The form behind a check, with what was found wrong beside each field. */
  PlanForm checked(Filled filled, PlanViews.Report report, Viewer viewer)
      throws JournalUnavailableException {
    PlanViews.Definition found = plans.definition(filled.plan());
    boolean asked = !report.participants().isEmpty();
    String sentence =
        report.ok()
            ? "Checked: nothing is against it. No machine was asked; a dry run asks them."
            : "Checked: it cannot be played so.";
    return form(
        found,
        PlanFields.of(
            found.parameters(), filled.values(), PlanPages.atFields(report.faults(), found)),
        PlanPages.elsewhere(report.faults(), found),
        PlanPages.elsewhere(report.warnings(), found),
        new Checked(
            sentence, asked ? PlanPages.checked(report) : PlanPages.written(found.participants())),
        new Seen(viewer, ""));
  }

  private record Checked(String sentence, List<PlanTarget> targets) {}

  private record Seen(Viewer viewer, String told) {}

  private PlanForm form(
      PlanViews.Definition found,
      List<PlanField> fields,
      List<String> faults,
      List<String> warnings,
      Checked checked,
      Seen seen)
      throws JournalUnavailableException {
    boolean playable = found.ok() && seen.viewer().operator();
    return new PlanForm(
        found.name(),
        found.version(),
        found.description(),
        folder(),
        fields,
        faults,
        warnings,
        checked.targets(),
        checked.sentence(),
        last(found.name()),
        playable ? gate.token(seen.viewer(), PlanPages.path(found.name())) : "",
        seen.told());
  }

  /** What a press on the page before would do. */
  record Confirming(
      Intent intent, Optional<String> id, ActForm.Typed typed, PlanInstant at, String told) {
    /** At the first look. */
    static Confirming first(Intent intent, ActForm.Typed typed) {
      return new Confirming(intent, Optional.empty(), typed, PlanInstant.NONE, "");
    }

    boolean faulty() {
      return typed.faulty() || at.faulty();
    }

    /** The same, where it was not done. */
    Confirming instead(Optional<String> kept, String sentence) {
      return new Confirming(intent, kept, typed, at, sentence);
    }

    /** The same, where it was not done because of the instant. */
    Confirming withoutInstant(String sentence) {
      return new Confirming(intent, Optional.empty(), typed, at.refused(sentence), "");
    }
  }

  /** The instant that was typed for a run; a dry run has none. */
  PlanInstant instant(PostedForm form, Intent intent) {
    return intent == Intent.RUN
        ? PlanInstant.typed(form.text("at"), clock.now().wall())
        : PlanInstant.NONE;
  }

  /** What is about to be commanded, and the form behind it. */
  PlanConfirm confirm(Filled filled, PlanViews.Report report, Confirming confirming, Viewer viewer)
      throws JournalUnavailableException {
    PlanViews.Definition found = plans.definition(filled.plan());
    PlanLast last = last(filled.plan());
    return new PlanConfirm(
        filled.plan(),
        filled.version(),
        found.description(),
        PlanPages.word(confirming.intent()),
        confirming.id().orElseGet(() -> plans.newId(filled.plan())),
        last.id(),
        filled.values().all(),
        report.parameters().entrySet().stream()
            .map(each -> new Fact(each.getKey(), ValueText.of(each.getValue())))
            .toList(),
        PlanPages.checked(report),
        PlanPages.elsewhere(report.warnings(), found),
        last,
        gate.token(viewer, playPath(filled.plan())),
        confirming.typed(),
        confirming.at(),
        confirming.told());
  }

  static String playPath(String plan) {
    return PlanPages.path(plan) + "/play";
  }

  /** The last play of a plan, and how it stands. */
  PlanLast last(String plan) throws JournalUnavailableException {
    Optional<PlanPlays.Play> play = plans.plays().last(plan);
    return play.isEmpty() ? PlanLast.NONE : last(play.get());
  }

  PlanLast last(PlanPlays.Play play) throws JournalUnavailableException {
    Optional<CoordinationRecord> record = role.needed().find(new TransactionId(play.id()));
    return PlanPages.last(play, record, clock.now().wall());
  }

  /** What happened instead, for who comes second. */
  String meanwhile(PlanPlays.Play play) throws JournalUnavailableException {
    PlanLast last = last(play);
    return "Nothing was done: since you looked, %s at %s UTC as %s; it is %s."
        .formatted(
            last.text(), play.at().toString().substring(11, 19), play.id(), last.badge().text());
  }

  /**
   * A dry run; empty where the id is that of a run.
   *
   * @throws dev.lockstep.rest.RequestRefusedException UNKNOWN_COORDINATION
   */
  Optional<DryRunPage> dryRun(TransactionId id, Viewer viewer) throws JournalUnavailableException {
    Coordinator coordinator = role.needed();
    CoordinationRecord record =
        coordinator.find(id).orElseThrow(() -> CoordinationsPageApi.unknown(id));
    boolean dryRun = record.coordination().work().filter(each -> each.dryRun()).isPresent();
    return dryRun ? Optional.of(page(record, viewer)) : Optional.empty();
  }

  private DryRunPage page(CoordinationRecord record, Viewer viewer) {
    Instant now = clock.now().wall();
    PlanViews.DryRun found = Plans.view(record);
    CoordinationPage coordination = CoordinationPages.of(CoordinationViewMapper.whole(record), now);
    return new DryRunPage(
        coordination,
        found.plan(),
        PlanPages.verdict(found),
        sentence(found, coordination),
        PlanPages.readings(found),
        PlanPages.more(found),
        found.outcome().isPresent() && viewer.operator()
            ? again(found, viewer)
            : DryRunPage.Again.NONE);
  }

  private static String sentence(PlanViews.DryRun found, CoordinationPage coordination) {
    return found
        .outcome()
        .map(
            outcome ->
                outcome == Outcome.ROLLED_BACK
                    ? "Everything is rolled back, and no machine has moved."
                    : "It ended %s: look at the gateway that is named below."
                        .formatted(Badge.words(outcome)))
        .orElseGet(
            () ->
                "Whatever the votes are, it is rolled back; %d of %d gateways have confirmed that."
                    .formatted(coordination.confirmed(), coordination.all()));
  }

  /** Only of the last play: values of others are not kept. */
  private DryRunPage.Again again(PlanViews.DryRun found, Viewer viewer) {
    return plans
        .plays()
        .last(found.plan())
        .filter(play -> play.id().equals(found.id()))
        .map(
            play ->
                new DryRunPage.Again(
                    gate.token(viewer, PlanPages.path(found.plan())),
                    found.version(),
                    PlanValues.of(play.parameters()).all()))
        .orElse(DryRunPage.Again.NONE);
  }
}
