package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.TokenDiagnosis.Kind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way not to be let in with a token has its own sentence, and says what would be right. */
class TokenDiagnosisTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

  private final TokenDiagnosis diagnosis = new TokenDiagnosis(TokenPlay.keys(Map.of()));

  private TokenDiagnosis.Fault fault(String header, String claims) {
    return diagnosis.of(TokenPlay.token(header, claims.replace('\'', '"')), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'iss':'ISS','aud':'lockstep','exp':1800000060}           | UNSIGNED | by no key that the provider shows now (kid "k1")
          {'iss':'ISS','aud':['a','lockstep'],'exp':1800000060}     | UNSIGNED | by no key
          {'iss':'https://evil.example','aud':'lockstep','exp':1800000060} | FOREIGN | of the issuer "https://evil.example"; one of "ISS" would be right
          {'iss':'ISS/','aud':'lockstep','exp':1800000060}          | FOREIGN  | of the issuer
          {'aud':'lockstep','exp':1800000060}                       | FOREIGN  | of the issuer ""
          {'iss':'ISS','aud':'account','exp':1800000060}            | FOREIGN  | for [account] (claim aud), and not for "lockstep"
          {'iss':'ISS','exp':1800000060}                            | FOREIGN  | for no one (claim aud)
          {'iss':'ISS','aud':'lockstep','exp':1799999900}           | UNTIMELY | expired 100 s ago; a new one would be right (lockstep.oidc.clock-skew-max is 30 s)
          {'iss':'ISS','aud':'lockstep','exp':1799999980}           | UNSIGNED | by no key
          {'iss':'ISS','aud':'lockstep'}                            | UNTIMELY | does not say when it expires
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'nbf':1800000100} | UNTIMELY | valid in 100 s; the clocks of provider and gateway differ
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'iat':1800000100} | UNTIMELY | valid in 100 s
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'iat':1800000020} | UNSIGNED | by no key
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'typ':'ID'}       | FOREIGN  | this is an ID token
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'nonce':'1'}      | FOREIGN  | this is an ID token
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'at_hash':'1'}    | FOREIGN  | this is an ID token
          {'iss':'ISS','aud':'lockstep','exp':1800000500,'nonce':'1','typ':'Bearer'} | UNSIGNED | by no key
          """)
  void whatIsWrongIsSaidWithWhatWasFound(String claims, Kind kind, String sentence) {
    TokenDiagnosis.Fault fault = fault(HEADER, claims.replace("ISS", TokenPlay.ISSUER));

    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains(sentence.replace("ISS", TokenPlay.ISSUER));
  }

  @ParameterizedTest
  @CsvSource({"none", "HS256", "''", "RSA-OAEP"})
  void algorithmThatIsNoSignatureOfTheProviderIsNamed(String algorithm) {
    TokenDiagnosis.Fault fault =
        fault("{\"alg\":\"" + algorithm + "\"}", "{'iss':'%s'}".formatted(TokenPlay.ISSUER));

    assertThat(fault.kind()).isEqualTo(Kind.FOREIGN);
    assertThat(fault.sentence()).startsWith("the token is signed with \"" + algorithm + "\"");
  }

  @Test
  void textOfATokenCannotWriteLinesOfALog() {
    TokenDiagnosis.Fault fault = fault(HEADER, "{'iss':'a\\nb" + "x".repeat(5_000) + "'}");

    assertThat(fault.sentence()).contains("a\\u000Ab").doesNotContain("\n").hasSizeLessThan(500);
  }

  @Test
  void whatIsNoTokenIsToldSo() {
    assertThat(diagnosis.of("opaque", NOW).sentence())
        .isEqualTo(
            "the token is no JSON Web Token (RFC 7519); an access token of %s would be right"
                .formatted(TokenPlay.ISSUER));
  }

  @Test
  void audienceIsTheConfiguredOne() {
    TokenDiagnosis api =
        new TokenDiagnosis(TokenPlay.keys(Map.of("lockstep.oidc.audience", "api")));
    String claims = "{\"iss\":\"%s\",\"aud\":\"lockstep\",\"exp\":1800000500}";

    assertThat(api.of(TokenPlay.token(HEADER, claims.formatted(TokenPlay.ISSUER)), NOW).sentence())
        .contains("not for \"api\"");
  }
}
