package dev.lockstep.app;

import dev.lockstep.catalog.Fault;
import dev.lockstep.catalog.LoadReport;
import dev.lockstep.device.DeviceName;
import dev.lockstep.participant.ReloadResult;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.ReloadViews;
import dev.lockstep.rest.RequestRefusedException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What came of a reload, as the API shows it; each list has a limit (P8). */
final class ReloadReports {
  private static final int FINDINGS_MAX = 100;
  private static final int NAMES_MAX = 1_000;
  private static final int HOLDERS_MAX = 100;

  private ReloadReports() {}

  /** The faults and warnings, faults first. */
  static List<ReloadViews.Finding> findings(LoadReport report) {
    return Stream.concat(
            report.faults().stream().map(each -> finding(each, "fault")),
            report.warnings().stream().map(each -> finding(each, "warning")))
        .limit(FINDINGS_MAX)
        .toList();
  }

  private static ReloadViews.Finding finding(Fault fault, String severity) {
    String path = fault.path().isEmpty() ? "" : fault.path() + ": ";
    String remedy = fault.remedy().isEmpty() ? "" : "; " + fault.remedy();
    return new ReloadViews.Finding(
        fault.file(),
        Optional.of(fault.line()),
        Optional.of(fault.column()),
        severity,
        path + fault.found() + remedy);
  }

  static ReloadViews.Changes changes(ReloadResult.Applied applied) {
    return new ReloadViews.Changes(
        names(applied.difference().added()),
        names(applied.difference().removed()),
        names(applied.difference().changed()),
        names(applied.reconnected()),
        applied.difference().untouched());
  }

  private static List<String> names(Collection<DeviceName> devices) {
    return devices.stream().map(DeviceName::value).limit(NAMES_MAX).toList();
  }

  static RequestRefusedException faulty(LoadReport report) {
    int more = report.faults().size() - 1;
    String others = more == 0 ? "" : ", and %d more (see report)".formatted(more);
    return refused(
        ProblemType.FAULTY_DEFINITIONS,
        "everything stays as it was: " + report.faults().getFirst() + others,
        findings(report));
  }

  static RequestRefusedException held(ReloadResult.Held held) {
    ReloadResult.Holder first = held.holders().getFirst();
    int more = held.holders().size() - 1;
    String others = more == 0 ? "" : ", and %d more (see holders)".formatted(more);
    String detail =
        "everything stays as it was: transaction %s holds %s, whose address or resources would"
            + " change%s; let it end, or lock the device first (adminState: LOCKED), so that no"
            + " new one takes it";
    List<ReloadViews.Holder> holders =
        held.holders().stream()
            .map(each -> new ReloadViews.Holder(each.device().value(), each.transaction().value()))
            .limit(HOLDERS_MAX)
            .toList();
    return refused(
            ProblemType.DEVICE_IN_USE,
            detail.formatted(first.transaction(), first.device(), others),
            List.of())
        .with("holders", holders);
  }

  /**
   * @param pki the folder that the first OPC UA device needs
   */
  static RequestRefusedException unusable(Path pki, UncheckedIOException fault) {
    String file = pki.toAbsolutePath().normalize().toString();
    String found = "lockstep.opcua.pki: " + fault.getMessage();
    return refused(
        ProblemType.FAULTY_DEFINITIONS,
        "everything stays as it was: %s: %s".formatted(file, found),
        List.of(new ReloadViews.Finding(file, Optional.empty(), Optional.empty(), "fault", found)));
  }

  private static RequestRefusedException refused(
      ProblemType type, String detail, List<ReloadViews.Finding> report) {
    return new RequestRefusedException(type, detail).with("applied", false).with("report", report);
  }
}
