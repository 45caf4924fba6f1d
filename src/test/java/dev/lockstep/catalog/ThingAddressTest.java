package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates (RFC 6570) and references (RFC 3986) of forms. */
class ThingAddressTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "var",
          "value",
          "hello",
          "Hello World!",
          "path",
          "/foo/bar",
          "empty",
          "",
          "x",
          "1024",
          "half",
          "50%",
          "y",
          "768",
          "who",
          "fred");

  /** The examples of RFC 6570, 1.2 and 3.2, of single values. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{var}|value",
        "{hello}|Hello%20World%21",
        "{half}|50%25",
        "O{empty}X|OX",
        "{x,hello,y}|1024,Hello%20World%21,768",
        "{var:3}|val",
        "{var:30}|value",
        "{+path}/here|/foo/bar/here",
        "{+hello}|Hello%20World!",
        "{+half}|50%25",
        "X{#var}|X#value",
        "X{.x,y}|X.1024.768",
        "{/var,x}/here|/value/1024/here",
        "{;x,y,empty}|;x=1024;y=768;empty",
        "{?x,y,empty}|?x=1024&y=768&empty=",
        "?fixed=yes{&x}|?fixed=yes&x=1024",
        "plain|plain"
      })
  void templateIsExpanded(String template, String uri) throws Exception {
    assertThat(expanded(template)).isEqualTo(uri);
  }

  private static String expanded(String template) throws UriTemplate.UnknownVariableException {
    return new UriTemplate(template).expand(name -> Optional.ofNullable(VALUES.get(name)));
  }

  @ParameterizedTest
  @CsvSource({"{none}", "{var", "}", "{}", "{a b}", "{var}{"})
  void templateWithoutAValueIsRefused(String template) {
    assertThatThrownBy(() -> expanded(template))
        .isInstanceOf(UriTemplate.UnknownVariableException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the whole address, with and without a path of the endpoint
        "opc.tcp://h:4840/?id=ns=2;s=A||opc.tcp://h:4840|ns=2;s=A",
        "OPC.TCP://H:4840/UA/Press?id=i=5||opc.tcp://H:4840/UA/Press|i=5",
        "opc.tcp://h/?other=1&id=nsu=http://a/b?c=d;s=x||opc.tcp://h|nsu=http://a/b?c=d;s=x",
        // below a base (OPC 10101, 6.2)
        "/?id=ns=2;s=A|opc.tcp://h:4840|opc.tcp://h:4840|ns=2;s=A",
        "/?id=ns=2;s=A:b|opc.tcp://h:4840/UA/Press|opc.tcp://h:4840/UA/Press|ns=2;s=A:b",
        "?id=ns=2;s=A|opc.tcp://h:4840/UA/Press/|opc.tcp://h:4840/UA/Press|ns=2;s=A",
        "//other:1/?id=i=1|opc.tcp://h:4840|opc.tcp://other:1|i=1",
        // what must be encoded, and what need not
        "/?id=nsu=urn:a%23;s=x%26y%25|opc.tcp://h|opc.tcp://h|nsu=urn:a#;s=x&y%",
        "/?id=ns=1;s=水 Wasser+1|opc.tcp://h|opc.tcp://h|ns=1;s=水 Wasser+1"
      })
  void nodeIsFoundBelowItsServer(String href, String base, String server, String node)
      throws Exception {
    ThingHref read = ThingHref.of(href, Optional.ofNullable(base));
    assertThat(read.server()).isEqualTo(server);
    assertThat(read.parameter("id")).contains(node);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt://b:1883/line/1/speed||mqtt://b:1883|line/1/speed",
        "speed/set|mqtts://b/line/1/|mqtts://b|line/1/speed/set",
        "../2/speed|mqtt://b/line/1/|mqtt://b|line/2/speed",
        "./a/../c|mqtt://b/x/y|mqtt://b|x/c",
        "/top|mqtt://b/line/1|mqtt://b|top",
        "mqtt://[::1]:1883/a%20b%2Fc||mqtt://[::1]:1883|a b/c"
      })
  void topicIsFoundBelowItsBroker(String href, String base, String server, String topic)
      throws Exception {
    ThingHref read = ThingHref.of(href, Optional.ofNullable(base));
    assertThat(read.server()).isEqualTo(server);
    assertThat(read.decodedPath()).isEqualTo(topic);
  }

  @Test
  void serverIsTheSameWithAndWithoutItsUsualPort() throws Exception {
    assertThat(ThingHref.of("mqtt://Broker/a", Optional.empty()).sameServer())
        .isEqualTo(ThingHref.of("mqtt://broker:1883/b", Optional.empty()).sameServer());
    assertThat(ThingHref.of("opc.tcp://h/p/?id=i=1", Optional.empty()).sameServer())
        .isEqualTo(ThingHref.of("opc.tcp://h:4840/p?id=i=2", Optional.empty()).sameServer())
        .isNotEqualTo(ThingHref.of("opc.tcp://h:4840/q?id=i=2", Optional.empty()).sameServer());
  }

  @Test
  void passwordInAnAddressIsRefusedWithoutBeingRepeated() {
    assertThatThrownBy(() -> ThingHref.of("mqtt://line:hidden@b/a", Optional.empty()))
        .isInstanceOf(ThingHref.MalformedException.class)
        .hasMessage("href contains a user");
  }
}
