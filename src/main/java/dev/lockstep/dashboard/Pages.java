package dev.lockstep.dashboard;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * Templates of the pages (Qute), checked when the gateway is built: {@code templates/dashboard}.
 * Each page has its frame; what changes on it by itself is a template of its own.
 */
final class Pages {
  private static final String FOLDER = "dashboard";

  private Pages() {}

  /** What the form of the login holds. */
  record LoginForm(
      String token,
      String then,
      String name,
      String fault,
      String notice,
      boolean offered,
      String provider) {}

  /** The login. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Login(PageFrame frame, LoginForm form) implements TemplateInstance {}

  /** After a login by the identity provider. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SignedIn(PageFrame frame, String then) implements TemplateInstance {}

  /** After the end of such a login here; it lasts where it was made. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SignedOut(PageFrame frame, String provider) implements TemplateInstance {}

  /** A refusal, in place of a page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Refused(PageFrame frame, String heading, String detail) implements TemplateInstance {}

  /** A refusal, in place of a part of a page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record RefusedPart(String heading, String detail) implements TemplateInstance {}

  /** The line. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Line(PageFrame frame, Board board) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record LineBoard(Board board) implements TemplateInstance {}

  /** What an operator says about its two PCs. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record StandbyAct(PageFrame frame, StandbyForm form) implements TemplateInstance {}

  /** Transactions, page by page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Transactions(PageFrame frame, TransactionList list) implements TemplateInstance {}

  /** Its rows. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TransactionsRows(TransactionList list) implements TemplateInstance {}

  /** One transaction. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Transaction(PageFrame frame, TransactionPage page, String told)
      implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TransactionBody(TransactionPage page) implements TemplateInstance {}

  /** What an operator does about one transaction. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ActPage(PageFrame frame, ActForm form) implements TemplateInstance {}

  /** What is to be browsed, and what came of the last browse. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Browse(PageFrame frame, BrowseForm form, BrowsePage page) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record BrowseBody(BrowsePage page) implements TemplateInstance {}

  /** Several transactions, to choose from. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Several(PageFrame frame, SeveralList list) implements TemplateInstance {}

  /** Those that were chosen, with their readings. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SeveralChecked(PageFrame frame, SeveralCheck check) implements TemplateInstance {}

  /** A run of one act on several. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SeveralRunning(PageFrame frame, SeveralPage page, String token)
      implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SeveralBody(SeveralPage page, String token) implements TemplateInstance {}

  /** Devices, page by page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Devices(PageFrame frame, DeviceList list) implements TemplateInstance {}

  /** Its rows. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record DevicesRows(DeviceList list) implements TemplateInstance {}

  /** One device. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Device(PageFrame frame, DevicePage page) implements TemplateInstance {}

  /** What it shows now. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record DeviceNow(DeviceSight sight) implements TemplateInstance {}

  /**
   * Whom the gateway trusts, and who wants in.
   *
   * @param told what came of the act before
   */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Trust(PageFrame frame, TrustPage page, List<String> told) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TrustBody(TrustPage page) implements TemplateInstance {}

  /** What an operator decides about a certificate. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TrustActPage(PageFrame frame, TrustForm form) implements TemplateInstance {}

  /** Coordinations, page by page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Coordinations(PageFrame frame, CoordinationList list) implements TemplateInstance {}

  /** Its rows. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record CoordinationsRows(CoordinationList list) implements TemplateInstance {}

  /** One coordination. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record CoordinationOne(PageFrame frame, CoordinationPage page) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record CoordinationBody(CoordinationPage page) implements TemplateInstance {}

  /** Plans, page by page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Plans(PageFrame frame, PlanList list) implements TemplateInstance {}

  /** Its rows. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record PlansRows(PlanList list) implements TemplateInstance {}

  /** One plan with its form. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Plan(PageFrame frame, PlanForm form) implements TemplateInstance {}

  /** What changes on it, and on the page behind it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record PlanLastPlay(PlanLast last) implements TemplateInstance {}

  /** What is about to be commanded. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record PlanDecide(PageFrame frame, PlanConfirm check) implements TemplateInstance {}

  /** A dry run. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record DryRun(PageFrame frame, DryRunPage page) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record DryRunBody(DryRunPage page) implements TemplateInstance {}

  /** The journal. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record JournalView(PageFrame frame, JournalPage page) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record JournalBody(JournalPage page) implements TemplateInstance {}

  /** A damage, to be put aside. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Acknowledge(PageFrame frame, AcknowledgeForm form) implements TemplateInstance {}

  /** The outbox. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record OutboxView(PageFrame frame, OutboxPage page) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record OutboxBody(OutboxPage page) implements TemplateInstance {}

  /** Audit records, page by page. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Audit(PageFrame frame, AuditList list) implements TemplateInstance {}

  /** Its rows. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record AuditRows(AuditList list) implements TemplateInstance {}

  /** How the gateway is. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Health(PageFrame frame, List<TroubleReader.Part> parts) implements TemplateInstance {}

  /** What changes on it. */
  @CheckedTemplate(basePath = FOLDER, defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record HealthBody(List<TroubleReader.Part> parts) implements TemplateInstance {}
}
