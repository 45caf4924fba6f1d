package dev.lockstep.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What nearly every body of one kind says: its phrases, and each pair of digits. {@link Packing}
 * writes one octet for each, of those that JSON leaves free.
 *
 * <p>Never changed, neither words nor their order, because rows on disks count on them: others are
 * another format.
 */
final class Words {
  /** Of states and their terms. */
  static final Words STATES =
      new Words(
          """
          {"branch":true,"vote":true,"outcome":"COMMITTED","progress":[{"is":"APPLIED","at":[1
          ,0],"evidence":"read back","after":[["
          ,"Good"]]}],"decided":{"by":"COORDINATOR","at":[1
          ,0]},"runs":["
          {"decided":{"by":"COORDINATOR","at":[1
          ,0]},"progress":[{"is":"INTENDED","at":[1
          ,0]}],"standing":"MOVING","lastStep":[1
          ,0],"runs":["
          {"branch":{"fingerprint":"
          ","tasks":[{"number":
          ,"stage":0,"device":"
          ","command":"
          ","write":[[["
          ,"guarantees":{
          "requires":[{"resource":"
          ","is":"EQUALS","of":[
          {"resource":"
          "prepare":{"by":"handshake","commandId":"CommandId","preparedId":"PreparedId",\
          "commitId":"CommitId","lastAppliedId":"LastAppliedId","abortId":"AbortId"
          ,"rejectedId":"RejectedId"
          ,"retained":true
          ,"within":"PT
          ,"reserves":["
          ,"wholeDevice":true
          "staleAfter":"PT15M",
          "staleAfter":"PT
          "verify":{"by":"readBack"
          "verify":{"by":"acknowledgement"}
          "verify":{"by":"conditions"
          ,"tolerance":"
          ,"repeat":"IDEMPOTENT"
          ,"repeat":"TESTABLE"
          ,"undo":"NONE"}}
          ,"coordinator":"http
          /rest-at-coordinator/tx/
          transaction-manager/
          recovery-coordinator/
          0_ffff
          #restat;created=20
          ;recovery=http://
          ;home=http://
          /api/v1/coordinations/
          },"vote":{"is":"YES","promise":"
          CHECKED","before":[["
          DURABLE","before":[["
          ],["
          "Good"]],"at":[1
          ,"Good"]
          ,0],"evidence":"
          "outcome":"ROLLED_BACK"
          "outcome":"COMMITTED"
          },{"is":"APPLIED","at":[1
          ,0]},{"is":"INTENDED","at":[1
          "progress":[{"is":"
          ,"decided":{"by":"
          ,"forgotten":true
          ","
          ":"
          "]}
          true
          """);

  /** Of the coordinator's documents. */
  static final Words DOCUMENTS =
      new Words(
          """
          {"format":1,"state":"ENDED","plan":{"id":"
          {"format":1,"state":"DECIDED","plan":{"id":"
          {"format":1,"state":"PREPARING","plan":{"id":"
          ","timeout":"PT
          ,"lostMax":
          ,"forgetMax":
          ,"participants":[{"gateway":"http
          {"gateway":"http
          ://127.0.0.1:
          ","commands":[{"device":"
          {"device":"
          ","command":"
          ","arguments":{"
          },"stage":
          }]},
          }]}]},"votes":[
          {"vote":"COMMIT","promise":"CHECKED"}
          {"vote":"COMMIT","promise":"DURABLE"}
          {"vote":"COMMIT","promise":"
          {"vote":"AWAITED"}
          {"vote":"
          ],"ruling":{"verdict":"COMMIT","reasons":[],"at":"20
          ],"ruling":{"verdict":"
          "},"deliveries":[
          {"delivery":"CONFIRMED","outcome":"COMMITTED","attempts":1,"at":"20
          {"delivery":"CONFIRMED","outcome":"ROLLED_BACK","attempts":1,"at":"20
          {"delivery":"PENDING","attempts":
          {"delivery":"
          ,"outcome":"
          ,"attempts":
          "}],"endedAt":"20
          ","forgets":[
          ],"timeline":[{"at":"20
          {"at":"20
          Z","event":"Requested","from":"ABSENT","to":"PREPARING","detail":"
           participants"}
          Z","event":"Voted","from":"PREPARING","to":"PREPARING","detail":"http
          Z","event":"Voted","from":"PREPARING","to":"DECIDED","detail":"http
          Z","event":"Told","from":"DECIDED","to":"DECIDED","detail":"http
          Z","event":"Told","from":"DECIDED","to":"ENDED","detail":"http
           voted COMMIT, CHECKED
           voted COMMIT, DURABLE
           voted\s
          ; decided COMMIT"}
          ; decided\s
           confirmed COMMITTED"}
           confirmed\s
          ","event":"
          ","from":"
          ","to":"
          ","detail":"
          "reasons":[
          ,"at":"20
          Z"},
          ":"
          ","
          "}
          true
          """);

  private static final int PAIRS = 100;
  private static final int ASCII = 128;

  /** As many as there are octets that no JSON in ASCII consists of, but for 0. */
  private static final int MOST = ASCII + ' ' - 1;

  private final byte[][] words;

  /** Numbers of words by their first two letters, the longer before the shorter. */
  private final int[][] starting = new int[ASCII * ASCII][];

  private Words(String phrases) {
    Stream<String> pairs = IntStream.range(0, PAIRS).mapToObj("%02d"::formatted);
    words =
        Stream.concat(pairs, phrases.lines())
            .map(each -> each.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
    if (words.length > MOST) {
      throw new IllegalArgumentException(words.length + " words for " + MOST + " octets");
    }
    IntStream.range(0, words.length)
        .boxed()
        .sorted(Comparator.comparing(each -> -words[each].length))
        .forEach(this::put);
  }

  private void put(int number) {
    int place = place(words[number], 0);
    int[] longer = starting[place] == null ? new int[0] : starting[place];
    starting[place] = Arrays.copyOf(longer, longer.length + 1);
    starting[place][longer.length] = number;
  }

  private static int place(byte[] text, int at) {
    return text[at] * ASCII + text[at + 1];
  }

  /** The number of the longest word that stands there, in ASCII; -1 where none does. */
  int longest(byte[] text, int at) {
    int[] candidates = at + 1 < text.length ? starting[place(text, at)] : null;
    if (candidates != null) {
      for (int number : candidates) {
        byte[] word = words[number];
        int end = at + word.length;
        if (end <= text.length && Arrays.equals(text, at, end, word, 0, word.length)) {
          return number;
        }
      }
    }
    return -1;
  }

  /**
   * A word.
   *
   * @throws IllegalArgumentException where there is none of that number
   */
  byte[] word(int number) {
    if (number >= words.length) {
      throw new IllegalArgumentException("no word has the number " + number);
    }
    return words[number];
  }

  /** Whether an octet is none of JSON in ASCII, so that it may stand for a word. */
  static boolean isFree(byte octet) {
    return octet < ' ';
  }

  /** What stands for that word. */
  static byte octet(int number) {
    return (byte) (number < ASCII ? ASCII + number : number - ASCII + 1);
  }

  /** Which word it stands for. */
  static int number(byte octet) {
    return octet < 0 ? octet + ASCII : octet + ASCII - 1;
  }
}
