package io.millrace.transport;

import io.aeron.Publication;
import io.millrace.runtime.transport.FrameSender;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One thread's way to one peer. It seals with a key of its own and writes straight into the
 * publication that all lanes of the connection share, so threads neither wait for nor lock out each
 * other. Everything but {@link #flush} is called by that thread.
 */
final class Lane implements FrameSender, ControlSender {
  private static final int KEEP_TRYING = 3;

  /** Parts of a frame that had no room; the transport's thread sends them, in their order. */
  private record Backlog(Session session, Queue<byte[]> parts) {
    static Backlog of(Session session) {
      return new Backlog(session, new ConcurrentLinkedQueue<>());
    }
  }

  private final Peer peer;
  private final int number;
  private final int kind;
  private final int largest;
  private final byte[] message = new byte[Wire.LARGEST_MESSAGE];
  private final UnsafeBuffer messageBuffer = new UnsafeBuffer(message);
  private final UnsafeBuffer flushBuffer = new UnsafeBuffer(new byte[0]);
  private Session session;
  private LaneSeal seal;
  private volatile Backlog backlog = Backlog.of(null);

  Lane(Peer peer, int number, int kind, int largest) {
    this.peer = peer;
    this.number = number;
    this.kind = kind;
    this.largest = largest;
  }

  @Override
  public boolean offer(byte[] content, int at, int length) {
    if (length > largest) {
      throw new IllegalArgumentException(
          "message too large: peer="
              + peer.name()
              + ", bytes="
              + length
              + "; at most "
              + largest
              + ": raise the transport's maxFrameBytes on all workers");
    }
    Session current = peer.established();
    if (current == null) {
      return false;
    }
    if (current != session) {
      session = current;
      seal = current.newSeal(number);
      backlog = Backlog.of(current);
    }
    if (!backlog.parts().isEmpty() || !hasRoom(current.publication(), length)) {
      return false;
    }
    if (length <= Wire.PART) {
      int bytes = seal.seal(kind, Wire.FIRST_PART | Wire.LAST_PART, content, at, length, message);
      return send(current.publication(), bytes);
    }
    return offerInParts(current.publication(), content, at, length);
  }

  /** Looked at before anything is sealed: sealing costs more than asking. */
  private static boolean hasRoom(Publication publication, int length) {
    return publication.availableWindow() > Math.min(length, Wire.PART);
  }

  private boolean offerInParts(Publication publication, byte[] content, int at, int length) {
    boolean room = true;
    for (int done = 0; done < length; done += Wire.PART) {
      int part = Math.min(Wire.PART, length - done);
      int flags = (done == 0 ? Wire.FIRST_PART : 0) | (done + part == length ? Wire.LAST_PART : 0);
      int bytes = seal.seal(kind, flags, content, at + done, part, message);
      room = room && send(publication, bytes);
      if (!room) {
        if (done == 0) {
          return false;
        }
        byte[] rest = new byte[bytes];
        System.arraycopy(message, 0, rest, 0, bytes);
        backlog.parts().add(rest);
      }
    }
    return true;
  }

  private boolean send(Publication publication, int bytes) {
    long result = publication.offer(messageBuffer, 0, bytes);
    for (int i = 1; result == Publication.ADMIN_ACTION && i < KEEP_TRYING; i++) {
      result = publication.offer(messageBuffer, 0, bytes);
    }
    if (result == Publication.MAX_POSITION_EXCEEDED) {
      session.worn();
    }
    return result > 0;
  }

  /** Sends what is left of a large frame; returns how many parts. By the transport's thread. */
  int flush() {
    Backlog waiting = backlog;
    int sent = 0;
    for (byte[] part = waiting.parts().peek(); part != null; part = waiting.parts().peek()) {
      flushBuffer.wrap(part);
      if (waiting.session().publication().offer(flushBuffer, 0, part.length) < 0) {
        break;
      }
      waiting.parts().remove();
      sent++;
    }
    return sent;
  }
}
