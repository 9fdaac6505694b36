package io.millrace.transport;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all members of a cluster know and nobody else. Everything that is proven or sealed goes back
 * to it: by HKDF (RFC 5869) with SHA-256, a key of its own for each use.
 */
public final class ClusterSecret {
  private static final int LEAST_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] bytes;

  private ClusterSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A secret of at least 16 bytes, which should be random: whoever hears a greeting can try guesses
   * against it.
   */
  public static ClusterSecret of(byte[] bytes) {
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "cluster secret too short: bytes=" + bytes.length + "; at least " + LEAST_BYTES);
    }
    return new ClusterSecret(bytes.clone());
  }

  /** Proves that a greeting was written by a member. */
  byte[] helloCode(byte[] hello) {
    return hmac(use("hello"), hello);
  }

  /** Proves that the answering side knows the secret and the greeting that it answers. */
  byte[] answerCode(byte[] hello, byte[] answer) {
    return hmac(use("answer"), hello, answer);
  }

  /** Proves that the dialling side knows the secret and the answer to its greeting. */
  byte[] proofCode(byte[] hello, byte[] answer) {
    return hmac(use("proof"), hello, answer);
  }

  /** The key from which one direction of one connection derives all others. */
  byte[] directionKey(byte[] hello, byte[] answer, boolean fromDialler) {
    byte[] transcript = sha256(hello, answer);
    return expand(hmac(transcript, bytes), fromDialler ? "dialler" : "acceptor", 32);
  }

  /**
   * What shows that somebody may use the cluster's HTTP APIs; tells nothing of the secret, nor of
   * what others show.
   *
   * @param use a name for what it is good for; another one gives another key
   * @return 32 bytes
   */
  public byte[] apiKey(String use) {
    return expand(hmac("millrace api 1".getBytes(StandardCharsets.UTF_8), bytes), use, 32);
  }

  private byte[] use(String name) {
    return expand(hmac("millrace transport 1".getBytes(StandardCharsets.UTF_8), bytes), name, 32);
  }

  /** HKDF-Expand for up to 32 bytes. */
  static byte[] expand(byte[] key, String info, int length) {
    byte[] text = info.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(hmac(key, text, new byte[] {1}), length);
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    Mac mac = mac(key);
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Says nothing: secrets do not belong into logs. */
  @Override
  public String toString() {
    return "secret";
  }
}
