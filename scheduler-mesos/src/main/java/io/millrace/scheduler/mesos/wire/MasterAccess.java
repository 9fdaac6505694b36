package io.millrace.scheduler.mesos.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** As whom a master is spoken to. */
public final class MasterAccess {
  private final String principal;
  private final String header;

  private MasterAccess(String principal, String header) {
    this.principal = principal;
    this.header = header;
  }

  /** As anybody. */
  public static MasterAccess open() {
    return new MasterAccess(null, null);
  }

  /**
   * As this principal, by HTTP's basic authentication.
   *
   * @param secret the file with the secret; white space around it is no part of it
   * @throws IllegalArgumentException if the file cannot be read or has nothing in it
   */
  public static MasterAccess basic(String principal, Path secret) {
    String text;
    try {
      text = Files.readString(secret).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "secret of the principal cannot be read: file=" + secret + ", error=" + e, e);
    }
    if (text.isEmpty() || principal.contains(":")) {
      throw new IllegalArgumentException(
          "principal without ':' and a secret wanted: principal="
              + principal
              + ", file="
              + secret
              + (text.isEmpty() ? ", which is empty" : ""));
    }
    byte[] both = (principal + ":" + text).getBytes(StandardCharsets.UTF_8);
    return new MasterAccess(principal, "Basic " + Base64.getEncoder().encodeToString(both));
  }

  public Optional<String> principal() {
    return Optional.ofNullable(principal);
  }

  /** The value of the header {@code Authorization}. */
  Optional<String> header() {
    return Optional.ofNullable(header);
  }
}
