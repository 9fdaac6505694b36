package io.millrace.transport;

import io.millrace.runtime.frame.Bits;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the messages of one lane of one direction of one connection, or opens them. With encryption
 * by AES-128-GCM: the counter is the nonce, and the key changes before so many messages have used
 * it that the cipher's bounds come near. Without it a token that only the two sides know and a
 * checksum stand in front. One thread.
 */
final class LaneSeal {
  /** Returned for a message whose seal does not fit. */
  static final int TAMPERED = -1;

  /** Returned for a message that came before, or after a later one. */
  static final int REPLAYED = -2;

  private static final int MESSAGES_PER_KEY_BITS = 24;

  private final byte[] directionKey;
  private final int lane;
  private final byte[] token;
  private final Cipher cipher;
  private final byte[] nonce = new byte[12];
  private SecretKeySpec key;
  private long keyNumber = -1;
  private long counter;

  LaneSeal(byte[] directionKey, int lane, boolean encrypted) {
    this.directionKey = directionKey;
    this.lane = lane;
    this.token = ClusterSecret.expand(directionKey, "token", Wire.TOKEN);
    this.cipher = encrypted ? newCipher() : null;
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** Writes the next message; returns its length, {@code length} and header and seal. */
  int seal(int kind, int flags, byte[] content, int at, int length, byte[] message) {
    counter++;
    Bits.putLong(message, 0, 0);
    message[Wire.VERSION_AT] = Wire.VERSION;
    message[Wire.KIND_AT] = (byte) kind;
    message[Wire.FLAGS_AT] = (byte) flags;
    Bits.putInt(message, Wire.LANE_AT, lane);
    Bits.putLong(message, Wire.COUNTER_AT, counter);
    if (cipher == null) {
      System.arraycopy(token, 0, message, Wire.HEADER, Wire.TOKEN);
      System.arraycopy(content, at, message, Wire.HEADER + Wire.SEAL, length);
      Bits.putInt(message, Wire.HEADER + Wire.TOKEN, checksum(message, length));
      return Wire.HEADER + Wire.SEAL + length;
    }
    try {
      prepare(Cipher.ENCRYPT_MODE, counter, message);
      return Wire.HEADER + cipher.doFinal(content, at, length, message, Wire.HEADER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal: lane=" + lane + ", counter=" + counter, e);
    }
  }

  /**
   * Opens a message of at least header and seal; returns the length of its content, {@link
   * #TAMPERED} or {@link #REPLAYED}.
   */
  int open(byte[] message, int length, byte[] content) {
    long number = Bits.getLong(message, Wire.COUNTER_AT);
    int opened = length - Wire.HEADER - Wire.SEAL;
    if (cipher == null) {
      if (!isToken(message)
          || Bits.getInt(message, Wire.HEADER + Wire.TOKEN) != checksum(message, opened)) {
        return TAMPERED;
      }
      if (number <= counter) {
        return REPLAYED;
      }
      System.arraycopy(message, Wire.HEADER + Wire.SEAL, content, 0, opened);
    } else {
      if (number <= 0) {
        return TAMPERED;
      }
      try {
        prepare(Cipher.DECRYPT_MODE, number, message);
        opened = cipher.doFinal(message, Wire.HEADER, length - Wire.HEADER, content, 0);
      } catch (AEADBadTagException e) {
        return TAMPERED;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("cannot open: lane=" + lane + ", counter=" + number, e);
      }
      if (number <= counter) {
        return REPLAYED;
      }
    }
    counter = number;
    return opened;
  }

  /** The number of the last message sealed or opened; 0 before the first. */
  long counter() {
    return counter;
  }

  /** Leaves out numbers, which harms nobody; for tests of what comes after very many. */
  void skipTo(long number) {
    counter = Math.max(counter, number);
  }

  private boolean isToken(byte[] message) {
    int differences = 0;
    for (int i = 0; i < Wire.TOKEN; i++) {
      differences |= token[i] ^ message[Wire.HEADER + i];
    }
    return differences == 0;
  }

  /** Of header, token and content. */
  private static int checksum(byte[] message, int length) {
    CRC32C crc = new CRC32C();
    crc.update(message, 0, Wire.HEADER + Wire.TOKEN);
    crc.update(message, Wire.HEADER + Wire.SEAL, length);
    return (int) crc.getValue();
  }

  private void prepare(int mode, long number, byte[] message) throws GeneralSecurityException {
    long wanted = number >>> MESSAGES_PER_KEY_BITS;
    if (wanted != keyNumber) {
      byte[] derived = ClusterSecret.expand(directionKey, "lane " + lane + " " + wanted, 16);
      key = new SecretKeySpec(derived, "AES");
      keyNumber = wanted;
      Arrays.fill(derived, (byte) 0);
    }
    Bits.putInt(nonce, 0, lane);
    Bits.putLong(nonce, 4, number);
    cipher.init(mode, key, new GCMParameterSpec(8 * Wire.SEAL, nonce));
    cipher.updateAAD(message, 0, Wire.HEADER);
  }
}
