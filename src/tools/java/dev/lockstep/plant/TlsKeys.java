package dev.lockstep.plant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and certificates for TLS that live as long as a test: signed by themselves, or by an
 * authority that is one of them; made by the JDK's own keytool.
 *
 * @param folder where they are written: {@code NAME.p12}, {@code NAME.crt}, {@code NAME.key}
 */
public record TlsKeys(Path folder) {
  private static final String PASSWORD = "changeit";

  /**
   * Makes them.
   *
   * @param name the certificate's common name
   * @param hosts as keytool's {@code san} takes them, such as {@code ip:127.0.0.1}
   */
  public TlsKeys make(String name, String hosts) {
    return make(name, name, hosts);
  }

  /** As {@link #make(String, String)}, with a common name that may be somebody else's. */
  public TlsKeys make(String name, String commonName, String hosts) {
    return generate(name, "-dname", "CN=" + commonName, "-ext", "san=" + hosts);
  }

  /** Makes those of an authority that signs others. */
  public TlsKeys makeAuthority(String name) {
    return generate(name, "-dname", "CN=" + name, "-ext", "bc:c");
  }

  /** As {@link #make(String, String)}, signed by this authority and not by itself. */
  public TlsKeys issue(String name, String authority, String hosts) {
    try {
      Files.copy(store(authority), store(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TlsKeys issued =
        generate(name, "-dname", "CN=" + name, "-ext", "san=" + hosts, "-signer", authority);
    keytool(name, "-delete", "-alias", authority);
    return issued;
  }

  private TlsKeys generate(String name, String... more) {
    List<String> options = new ArrayList<>(List.of("-genkeypair", "-alias", name));
    options.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "90"));
    options.addAll(List.of(more));
    keytool(name, options.toArray(String[]::new));
    try {
      KeyStore keys = keys(name);
      write(certificate(name), "CERTIFICATE", keys.getCertificate(name).getEncoded());
      byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
      write(key(name), "PRIVATE KEY", key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** PEM. */
  public Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  /** PEM, PKCS 8. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** PKCS 12. */
  public Path store(String name) {
    return folder.resolve(name + ".p12");
  }

  /** Of each store and each key. */
  public String password() {
    return PASSWORD;
  }

  /**
   * What somebody speaks TLS with.
   *
   * @param own whose key is shown, at most one
   * @param trusted whose certificates are believed
   */
  public SSLContext context(List<String> own, List<String> trusted) {
    try {
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(own.isEmpty() ? empty() : keys(own.getFirst()), PASSWORD.toCharArray());
      KeyStore believed = empty();
      for (String name : trusted) {
        believed.setCertificateEntry(name, keys(name).getCertificate(name));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(believed);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore keys(String name) throws GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      keys.load(in, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try {
      keys.load(null, null);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return keys;
  }

  private static void write(Path file, String kind, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    try {
      Files.writeString(
          file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String name, String... options) {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(options));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store(name).toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    try {
      Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (made.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
