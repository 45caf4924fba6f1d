package dev.lockstep.dashboard;

import dev.lockstep.rest.MachineBrowser;
import java.util.List;
import java.util.Optional;

/**
 * The form of what is to be browsed, with what was typed.
 *
 * @param told why nothing was begun; empty at the first look
 */
record BrowseForm(
    String endpoint,
    String under,
    String name,
    String user,
    List<Policy> policies,
    String token,
    ActForm.Typed typed,
    String told) {
  private static final List<String> POLICIES =
      List.of("Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss", "None");

  /** A security policy of OPC UA. */
  record Policy(String name, boolean chosen) {}

  BrowseForm {
    policies = List.copyOf(policies);
  }

  /** With nothing typed yet. */
  static BrowseForm empty(String token, boolean asksName) {
    return new BrowseForm(
        "", "", "", "", policies(""), token, new ActForm.Typed("", "", asksName, "", "", ""), "");
  }

  /** With what was typed. */
  static BrowseForm of(PostedForm form, String token, ActForm.Typed typed, String told) {
    return new BrowseForm(
        form.text("endpoint"),
        form.text("under"),
        form.text("name"),
        form.text("user"),
        policies(form.text("security")),
        token,
        typed,
        told);
  }

  private static List<Policy> policies(String chosen) {
    return POLICIES.stream().map(each -> new Policy(each, each.equals(chosen))).toList();
  }

  static MachineBrowser.Wanted wanted(PostedForm form) {
    return new MachineBrowser.Wanted(
        form.text("endpoint").strip(),
        typed(form, "under"),
        typed(form, "name"),
        typed(form, "user"),
        typed(form, "security"));
  }

  private static Optional<String> typed(PostedForm form, String field) {
    return Optional.of(form.text(field).strip()).filter(each -> !each.isEmpty());
  }
}
