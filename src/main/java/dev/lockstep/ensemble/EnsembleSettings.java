package dev.lockstep.ensemble;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the ensemble of ZooKeeper servers: {@code lockstep.ensemble.*}. The same for each
 * replica of the coordinator and for each gateway of a plant.
 */
public interface EnsembleSettings {
  /** The servers, {@code host:port} with commas between them; empty: there is no ensemble. */
  Optional<String> connect();

  /** The znode below which the plant's decisions stand: a path from the root. */
  @WithDefault("/lockstep")
  String chroot();

  /** The plant's name: written below the chroot once, so that no two plants share one. */
  @WithDefault("plant")
  String plant();

  /**
   * Whether each outcome that a coordinator of another kind tells is published for the other
   * gateways, before this one acts on it.
   */
  @WithDefault("false")
  boolean witness();

  /** Which ACL new znodes get. */
  @WithDefault("OPEN")
  Access acl();

  @WithParentName
  Times times();

  @WithParentName
  Limits limits();

  Tls tls();

  /** ACLs of new znodes. */
  enum Access {
    /** Everybody who reaches the ensemble may do everything. */
    OPEN,
    /** As the chroot has it: an operator sets it there, once. */
    CHROOT
  }

  /** How long things may take. */
  interface Times {
    /** How long the ensemble remembers a session without hearing of it. */
    @WithDefault("6s")
    @Range(least = "1s", most = "10m")
    Duration sessionTimeout();

    /** How long one operation may take, with everything that it needs. */
    @WithDefault("3s")
    @Range(least = "1ms")
    Duration answerMax();

    /** How long a start waits for the ensemble before it goes on without it. */
    @WithDefault("5s")
    @Range(least = "1ms")
    Duration connectMax();

    /**
     * How much longer than the time for votes a gateway in doubt waits for votes that are missing,
     * before it proposes ROLLBACK: the coordinators get time to decide.
     */
    @WithDefault("5s")
    @Range(least = "1ms")
    Duration votesGrace();

    /** How long a gateway waits at most until an outcome is published, before it acts on it. */
    @WithDefault("500ms")
    @Range(least = "1ms")
    Duration witnessMax();

    /**
     * How long decisions are kept that every participant has confirmed, and outcomes that were
     * published.
     */
    @WithDefault("1D")
    @Range(least = "1s")
    Duration forgottenFor();

    /** The pause between two sweeps, and between two looks for what was left open. */
    @WithDefault("30s")
    @Range(least = "100ms")
    Duration sweepEvery();
  }

  /** How much there may be. */
  interface Limits {
    /**
     * Of a plan: a quarter of what ZooKeeper takes in one packet (jute.maxbuffer, 1 MiB), because
     * votes, reasons and deliveries are written beside it.
     */
    @WithDefault("256K")
    @Range(least = "1K", most = "512K")
    ByteSize planMax();

    /** Operations under way at one time. */
    @WithDefault("10000")
    @Range(least = "1")
    int operationsMax();
  }

  /**
   * TLS with a certificate of one's own. Files: PEM (.pem, .crt; a key with its certificates in
   * one), JKS (.jks), else PKCS 12.
   */
  interface Tls {
    /** Certificate and key; where there are none, the connection is not encrypted. */
    Optional<Path> keyStore();

    Optional<String> keyStorePassword();

    /** Who signed the servers' certificates. */
    Optional<Path> trustStore();

    Optional<String> trustStorePassword();
  }
}
