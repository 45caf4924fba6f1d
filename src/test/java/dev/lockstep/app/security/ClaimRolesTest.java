package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.StartFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of the provider's claim become roles, and those of now. */
class ClaimRolesTest {
  @TempDir Path folder;

  private AccountReload accounts(Path file) {
    Accounts.Files files =
        new Accounts.Files(Optional.empty(), Optional.empty(), Optional.of(file));
    return new AccountReload(files::read, true);
  }

  @Test
  void rolesOfAllValuesCountTogetherAndUnknownOnesGiveNone() {
    ClaimRoles roles =
        ClaimRoles.parse("roles", List.of("/plant/leads=operator,viewer", "night=coordinator"));

    assertThat(roles.of(List.of("/plant/leads", "night", "guests")))
        .containsExactlyInAnyOrder("operator", "viewer", "coordinator");
    assertThat(roles.of(List.of("operator", "guests"))).isEmpty();
  }

  @Test
  void valueThatWasTakenOutGivesNoRoleFromThenOnAndTheCallerIsToldWhy() throws IOException {
    Path file = Files.writeString(folder.resolve("roles"), "leads=operator\n");
    AccountReload accounts = accounts(file);
    ClaimIdentities identities = new ClaimIdentities(accounts, TokenPlay.config(Map.of()));
    TokenClaims claims = TokenPlay.claims("{\"sub\":\"7\",\"groups\":[\"leads\",\"night\"]}");
    ClaimIdentities.Vouched anna = identities.vouched(claims, List.of());
    assertThat(identities.identity(anna).build().getRoles()).containsExactly("operator");

    Files.writeString(file, "bosses=operator\n");
    accounts.look();

    assertThat(identities.identity(anna).build().getRoles()).isEmpty();
    assertThat(identities.identity(anna).build().<String>getAttribute("lockstep.role-missing"))
        .isEqualTo(
            "the provider gives you no role here: the claim groups of your token holds [leads,"
                + " night], and lockstep.oidc.roles-file of this gateway names none of that");
  }

  @Test
  void claimThatOneTokenLacksIsLookedForInTheOther() throws IOException {
    Path file = Files.writeString(folder.resolve("roles"), "leads=operator\n");
    ClaimIdentities identities = new ClaimIdentities(accounts(file), TokenPlay.config(Map.of()));
    TokenClaims id = TokenPlay.claims("{\"sub\":\"7\"}");
    TokenClaims access = TokenPlay.claims("{\"sub\":\"8\",\"groups\":[\"leads\"]}");

    ClaimIdentities.Vouched anna = identities.vouched(id, List.of(access));

    assertThat(anna.principal()).isEqualTo("oidc:7");
    assertThat(identities.roles(anna)).containsExactly("operator");
    assertThat(identities.missing(identities.vouched(id, List.of())))
        .contains("is empty or missing");
  }

  @Test
  void fileThatHasAFaultIsRefusedWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("roles"), "leads=boss\n");

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> accounts(file))
        .withMessageContaining("roles:1: expected NAME=ROLE[,ROLE]");
  }
}
