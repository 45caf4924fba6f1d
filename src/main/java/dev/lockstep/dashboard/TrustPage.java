package dev.lockstep.dashboard;

import java.util.List;

/**
 * Whom the gateway trusts, and who wants in, as a page shows it.
 *
 * @param waiting servers' certificates that a person is to look at
 * @param others those that are refused, and wait for no person
 * @param trusted by every device that means their server
 * @param issuers that complete a chain, and are not trusted
 * @param more how many of these are not listed
 * @param warnings what runs out soon, or has
 * @param faults what of the folders cannot be used
 * @param operator whether who looks may decide
 */
record TrustPage(
    List<Candidate> waiting,
    List<Candidate> others,
    List<Client> clients,
    List<Machine> machines,
    List<Trusted> trusted,
    List<CertificateText> issuers,
    List<Own> own,
    More more,
    List<String> warnings,
    List<String> faults,
    boolean operator) {

  /** How many are not listed, or made room for others. */
  record More(long waiting, long others, long clients, long machines, long trusted) {}

  /**
   * A server's certificate that is not accepted.
   *
   * @param decision what a person said last about it
   * @param rejectable whether it is not rejected yet
   */
  record Candidate(
      CertificateText certificate, List<Sight> sights, Decision decision, boolean rejectable) {
    Candidate {
      sights = List.copyOf(sights);
    }
  }

  /**
   * How a device met it.
   *
   * @param word the device in an address
   * @param why what the device's link says of it; empty where the fault says all
   * @param current whether its server shows it still, and no other one since
   */
  record Sight(
      String device,
      String word,
      String endpoint,
      FaultText fault,
      String why,
      TimeText first,
      TimeText last,
      long times,
      boolean current) {
    /** Whether an approval for the device would change anything. */
    public boolean approvable() {
      return current && fault.approvable();
    }
  }

  /** What a person decided: for example {@code approved for press-1 by otto}. */
  record Decision(String text, TimeText at, String reason) {
    static final Decision NONE = new Decision("", TimeText.NONE, "");

    public boolean there() {
      return !text.isEmpty();
    }
  }

  /** A client that its authority vouches for, and that no role is for. */
  record Client(
      CertificateText certificate,
      String address,
      TimeText first,
      TimeText last,
      long times,
      String why) {}

  /**
   * A device, and the server that it means.
   *
   * @param meant which, and where that stands
   * @param approved the certificate that is trusted for this device alone, where there is one
   */
  record Machine(
      String name,
      String endpoint,
      Badge connection,
      String meant,
      List<CertificateText> approved,
      Decision decision) {
    Machine {
      approved = List.copyOf(approved);
    }
  }

  /**
   * A trusted certificate.
   *
   * @param devices whose server was accepted by it last
   */
  record Trusted(CertificateText certificate, String devices, Decision decision) {}

  /**
   * A certificate of the gateway itself.
   *
   * @param use for what
   * @param note what is to be known of it
   * @param file where it lies; empty where its key says so
   * @param devices whose session was begun with it
   * @param renewable whether the gateway makes a new one when it is told
   */
  record Own(
      String use,
      CertificateText certificate,
      String note,
      String file,
      String devices,
      boolean renewable) {}

  TrustPage {
    waiting = List.copyOf(waiting);
    others = List.copyOf(others);
    clients = List.copyOf(clients);
    machines = List.copyOf(machines);
    trusted = List.copyOf(trusted);
    issuers = List.copyOf(issuers);
    own = List.copyOf(own);
    warnings = List.copyOf(warnings);
    faults = List.copyOf(faults);
  }

  /** How many certificates a person is to look at. */
  public long waitingAll() {
    return waiting.size() + more.waiting();
  }
}
