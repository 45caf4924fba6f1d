package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token says of its caller: the name that is written down, and what gives roles. */
class TokenClaimsTest {
  @Test
  void principalHasNameAndSubjectUnderAMarkThatNoUserOfTheFileHas() {
    TokenClaims anna =
        TokenPlay.claims("{\"sub\":\"f3b0-1\",\"preferred_username\":\"anna\",\"email\":\"a@b\"}");

    assertThat(anna.principal("preferred_username")).isEqualTo("oidc:anna#f3b0-1");
    assertThat(anna.principal("email")).isEqualTo("oidc:a@b#f3b0-1");
    assertThat(anna.principal("nickname")).isEqualTo("oidc:f3b0-1");
    assertThat(anna.principal("sub")).isEqualTo("oidc:f3b0-1");
  }

  /** Or a person could choose a name by which the acts of another are looked for. */
  @Test
  void nameThatPretendsToBeAnotherPersonStillEndsWithItsOwnSubject() {
    TokenClaims forger =
        TokenPlay.claims("{\"sub\":\"9\",\"preferred_username\":\"otto#1\\noidc:otto#1\"}");

    assertThat(forger.principal("preferred_username")).isEqualTo("oidc:otto#1\\u000Aoidc:otto#1#9");
  }

  @Test
  void subjectsThatAreLongOrStrangeStayApart() {
    String most = "s".repeat(60);
    String one = TokenPlay.claims("{\"sub\":\"" + most + "1\"}").principal("name");
    String two = TokenPlay.claims("{\"sub\":\"" + most + "2\"}").principal("name");

    assertThat(one).startsWith("oidc:sha256:").hasSizeLessThan(60).isNotEqualTo(two);
    assertThat(TokenPlay.claims("{\"sub\":\"a#b\"}").principal("name")).startsWith("oidc:sha256:");
    assertThat(
            TokenPlay.claims("{\"sub\":\"1\",\"name\":\"%s\"}".formatted("n".repeat(300)))
                .principal("name"))
        .endsWith("… (cut)#1")
        .hasSizeLessThan(60);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          groups                     | plant-operators,night
          realm_access.roles         | lead
          https://plant.example/role | boss
          scope                      | read,write
          one                        | a single one
          realm_access               | ''
          groups.0                   | ''
          number                     | ''
          none                       | ''
          """)
  void claimIsFoundByItsNameOrByTheWayThatItsDotsDescribe(String claim, String values) {
    TokenClaims claims =
        TokenPlay.claims(
            """
            {"groups": ["plant-operators", 7, "night"], "realm_access": {"roles": ["lead"]},
             "https://plant.example/role": "boss", "scope": "read write", "one": "a single one",
             "number": 7}
            """);

    assertThat(String.join(",", claims.values(claim))).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "opaque",
        "a.b",
        "a.b.c",
        "e30.e30.e30.e30.e30",
        "W10.e30.",
        "e30.bm90IGpzb24.",
        "%%%.e30."
      })
  void whatIsNoTokenIsNone(String text) {
    assertThat(TokenClaims.decode(text)).isEmpty();
  }
}
