package dev.lockstep.driver.opcua;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of servers and authorities, in every state that one can be found in. */
final class TestCertificates {
  static final int USUAL =
      KeyUsage.digitalSignature
          | KeyUsage.nonRepudiation
          | KeyUsage.keyEncipherment
          | KeyUsage.dataEncipherment
          | KeyUsage.keyCertSign;
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private TestCertificates() {}

  /** A certificate with its key. */
  record Issued(KeyPair keys, X509Certificate certificate) {}

  /** What stands in a certificate. */
  record Wanted(String name, String uri, Instant from, Instant until, int bits, int usage) {
    static Wanted server(String name, String uri) {
      Instant now = Instant.now();
      return new Wanted(
          name, uri, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(365)), 2048, USUAL);
    }

    Wanted valid(Instant begin, Instant end) {
      return new Wanted(name, uri, begin, end, bits, usage);
    }

    Wanted bits(int size) {
      return new Wanted(name, uri, from, until, size, usage);
    }

    Wanted usage(int bitsOfUsage) {
      return new Wanted(name, uri, from, until, bits, bitsOfUsage);
    }
  }

  static Issued selfSigned(Wanted wanted) throws Exception {
    return issued(wanted, Optional.empty(), false);
  }

  static Issued authority(Wanted wanted, Optional<Issued> by) throws Exception {
    return issued(wanted.usage(KeyUsage.keyCertSign | KeyUsage.cRLSign), by, true);
  }

  static Issued issuedBy(Issued authority, Wanted wanted) throws Exception {
    return issued(
        wanted.usage(wanted.usage() & ~KeyUsage.keyCertSign), Optional.of(authority), false);
  }

  static X509CRL revoking(Issued authority, X509Certificate... revoked) throws Exception {
    Instant now = Instant.now();
    X509v2CRLBuilder list =
        new X509v2CRLBuilder(
            new X500Name(authority.certificate().getSubjectX500Principal().getName()),
            Date.from(now.minus(Duration.ofDays(1))));
    list.setNextUpdate(Date.from(now.plus(Duration.ofDays(30))));
    for (X509Certificate each : revoked) {
      list.addCRLEntry(
          each.getSerialNumber(),
          Date.from(Instant.parse("2026-01-31T00:00:00Z")),
          CRLReason.keyCompromise);
    }
    return new JcaX509CRLConverter()
        .getCRL(
            list.build(
                new JcaContentSignerBuilder("SHA256withRSA").build(authority.keys().getPrivate())));
  }

  private static Issued issued(Wanted wanted, Optional<Issued> by, boolean authority)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(wanted.bits());
    KeyPair keys = generator.generateKeyPair();
    X500Name subject = new X500Name("CN=" + wanted.name());
    X500Name issuer =
        by.map(each -> new X500Name(each.certificate().getSubjectX500Principal().getName()))
            .orElse(subject);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(SERIAL.incrementAndGet()),
            Date.from(wanted.from()),
            Date.from(wanted.until()),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(wanted.usage()));
    if (!authority) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, wanted.uri())));
    }
    var signer =
        new JcaContentSignerBuilder("SHA256withRSA")
            .build(by.map(Issued::keys).orElse(keys).getPrivate());
    return new Issued(
        keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
  }
}
