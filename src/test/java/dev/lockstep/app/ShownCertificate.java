package dev.lockstep.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A certificate that a server has shown and that was refused; the gateway's own stands for it.
 *
 * @param pki the gateway's folder of certificates
 * @param thumbprint SHA-256, in small letters
 */
record ShownCertificate(Path pki, String thumbprint) {
  /** Shows it to this gateway. */
  static ShownCertificate at(ApiCaller gateway) throws IOException {
    JsonNode own = gateway.get("/api/v1/trust").body().at("/own/0");
    Path file = Path.of(own.at("/file").asText());
    Path pki = file.getParent().getParent().getParent();
    Files.copy(file, pki.resolve("rejected/certs/shown.der"));
    return new ShownCertificate(pki, own.at("/certificate/thumbprint").asText());
  }

  /** Takes away what has become of it. */
  void forget() throws IOException {
    String name = thumbprint.substring(0, 40) + ".der";
    for (String each :
        List.of(
            "rejected/certs/shown.der",
            "rejected/certs/" + name,
            "trusted/certs/" + name,
            "known/press-away.der",
            "known/press-away.txt",
            "decided/" + thumbprint + ".txt")) {
      Files.deleteIfExists(pki.resolve(each));
    }
  }
}
