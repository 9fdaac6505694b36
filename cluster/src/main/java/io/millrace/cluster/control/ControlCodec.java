package io.millrace.cluster.control;

import io.millrace.cluster.control.Members.Member;
import io.millrace.cluster.control.Pulse.ApplicationPulse;
import io.millrace.cluster.control.wire.CopiesMessageDecoder;
import io.millrace.cluster.control.wire.DivergenceMessageDecoder;
import io.millrace.cluster.control.wire.MembersMessageDecoder;
import io.millrace.cluster.control.wire.MembersMessageEncoder;
import io.millrace.cluster.control.wire.MessageHeaderDecoder;
import io.millrace.cluster.control.wire.MessageHeaderEncoder;
import io.millrace.cluster.control.wire.MirroredMessageDecoder;
import io.millrace.cluster.control.wire.PulseMessageDecoder;
import io.millrace.cluster.control.wire.PulseMessageEncoder;
import io.millrace.cluster.control.wire.ReportMessageDecoder;
import io.millrace.cluster.control.wire.RewindAnswerMessageDecoder;
import io.millrace.cluster.control.wire.RewindQuestionMessageDecoder;
import io.millrace.cluster.control.wire.ShutdownMessageDecoder;
import io.millrace.cluster.control.wire.ShutdownMessageEncoder;
import io.millrace.cluster.control.wire.TableMessageDecoder;
import io.millrace.cluster.control.wire.WithdrawalMessageDecoder;
import io.millrace.cluster.control.wire.WithdrawalMessageEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Control messages as bytes, by SBE; described in {@code docs/formats/control.md}. Any thread.
 *
 * <p>What is decoded has been checked for its form, not for its sense.
 */
public final class ControlCodec {

  private ControlCodec() {}

  /** The bytes of a message. */
  public static byte[] encode(ControlMessage message) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = encode(message, buffer);
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** Writes a message from 0 on. */
  private static int encode(ControlMessage message, MutableDirectBuffer buffer) {
    // No pattern switch: Java 17 has them as a preview only.
    if (message instanceof ApplicationTable table) {
      return TableCodec.encode(table, buffer);
    } else if (message instanceof WorkerReport report) {
      return ReportCodec.encode(report, buffer);
    } else if (message instanceof Members members) {
      return encode(members, buffer);
    } else if (message instanceof Pulse pulse) {
      return encode(pulse, buffer);
    } else if (message instanceof RewindQuestion question) {
      return RewindCodec.encode(question, buffer);
    } else if (message instanceof RewindAnswer answer) {
      return RewindCodec.encode(answer, buffer);
    } else if (message instanceof CopyReport report) {
      return CopyCodec.encode(report, buffer);
    } else if (message instanceof MirroredEpochs epochs) {
      return CopyCodec.encode(epochs, buffer);
    } else if (message instanceof DivergenceReport report) {
      return DivergenceCodec.encode(report, buffer);
    } else if (message instanceof Withdrawal withdrawal) {
      WithdrawalMessageEncoder encoder =
          new WithdrawalMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
      encoder
          .coordinatorTerm(withdrawal.coordinatorTerm())
          .application(withdrawal.application())
          .flags()
          .clear()
          .keepState(withdrawal.keepState());
      return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    } else if (message instanceof Shutdown shutdown) {
      ShutdownMessageEncoder encoder =
          new ShutdownMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
      encoder.coordinatorTerm(shutdown.coordinatorTerm());
      return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }
    throw new IllegalArgumentException("no code for a message: type=" + message.getClass());
  }

  private static int encode(Members members, MutableDirectBuffer buffer) {
    MembersMessageEncoder encoder =
        new MembersMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.coordinatorTerm(members.coordinatorTerm());
    var group = encoder.workersCount(members.workers().size());
    for (Member worker : members.workers()) {
      group.next().incarnation(worker.incarnation());
      group.name(worker.name()).address(worker.address()).api(worker.api());
    }
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  private static int encode(Pulse pulse, MutableDirectBuffer buffer) {
    PulseMessageEncoder encoder =
        new PulseMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.coordinatorTerm(pulse.coordinatorTerm());
    var group = encoder.applicationsCount(pulse.applications().size());
    for (ApplicationPulse application : pulse.applications()) {
      group
          .next()
          .application(application.application())
          .epoch(application.epoch())
          .flags()
          .clear()
          .held(application.held());
    }
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  /**
   * Reads a message. Nothing of the bytes is kept.
   *
   * @throws ControlMessageException if they are not exactly one message of this version
   */
  public static ControlMessage decode(byte[] bytes, int at, int length) {
    if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
      throw new ControlMessageException(
          "control message too short: length="
              + length
              + "; at least "
              + MessageHeaderDecoder.ENCODED_LENGTH);
    }
    DirectBuffer buffer = new UnsafeBuffer(bytes, at, length);
    MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
        || header.version() != MessageHeaderDecoder.SCHEMA_VERSION) {
      throw new ControlMessageException(
          "control message of another format: schema="
              + header.schemaId()
              + ", version="
              + header.version()
              + "; this release reads schema "
              + MessageHeaderDecoder.SCHEMA_ID
              + ", version "
              + MessageHeaderDecoder.SCHEMA_VERSION);
    }
    try {
      return decode(buffer, header);
    } catch (IndexOutOfBoundsException e) {
      throw new ControlMessageException(
          "control message cut off: template=" + header.templateId() + ", length=" + length, e);
    }
  }

  private static ControlMessage decode(DirectBuffer buffer, MessageHeaderDecoder header) {
    int end = header.encodedLength();
    int block = header.blockLength();
    int version = header.version();
    WireBounds bounds = new WireBounds(buffer.capacity());
    switch (header.templateId()) {
      case TableMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, TableMessageDecoder.BLOCK_LENGTH);
        return TableCodec.decode(
            new TableMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case RewindQuestionMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, RewindQuestionMessageDecoder.BLOCK_LENGTH);
        return RewindCodec.decode(
            new RewindQuestionMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case RewindAnswerMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, RewindAnswerMessageDecoder.BLOCK_LENGTH);
        return RewindCodec.decode(
            new RewindAnswerMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case CopiesMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, CopiesMessageDecoder.BLOCK_LENGTH);
        return CopyCodec.decode(
            new CopiesMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case MirroredMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, MirroredMessageDecoder.BLOCK_LENGTH);
        return CopyCodec.decode(
            new MirroredMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case DivergenceMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, DivergenceMessageDecoder.BLOCK_LENGTH);
        return DivergenceCodec.decode(
            new DivergenceMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case ReportMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, ReportMessageDecoder.BLOCK_LENGTH);
        return ReportCodec.decode(
            new ReportMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case MembersMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, MembersMessageDecoder.BLOCK_LENGTH);
        return members(new MembersMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case PulseMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, PulseMessageDecoder.BLOCK_LENGTH);
        return pulse(new PulseMessageDecoder().wrap(buffer, end, block, version), bounds);
      }
      case WithdrawalMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, WithdrawalMessageDecoder.BLOCK_LENGTH);
        WithdrawalMessageDecoder decoder =
            new WithdrawalMessageDecoder().wrap(buffer, end, block, version);
        Withdrawal withdrawal =
            new Withdrawal(
                decoder.coordinatorTerm(), decoder.application(), decoder.flags().keepState());
        bounds.end(decoder.limit());
        return withdrawal;
      }
      case ShutdownMessageDecoder.TEMPLATE_ID -> {
        bounds.block(block, ShutdownMessageDecoder.BLOCK_LENGTH);
        ShutdownMessageDecoder decoder =
            new ShutdownMessageDecoder().wrap(buffer, end, block, version);
        Shutdown shutdown = new Shutdown(decoder.coordinatorTerm());
        bounds.end(decoder.limit());
        return shutdown;
      }
      default ->
          throw new ControlMessageException(
              "control message of an unknown kind: template=" + header.templateId());
    }
  }

  private static Members members(MembersMessageDecoder decoder, WireBounds bounds) {
    int term = decoder.coordinatorTerm();
    var group = decoder.workers();
    bounds.block(group.actingBlockLength(), MembersMessageDecoder.WorkersDecoder.sbeBlockLength());
    List<Member> workers = new ArrayList<>();
    while (group.hasNext()) {
      long incarnation = group.next().incarnation();
      bounds.data(group.nameLength());
      String name = group.name();
      bounds.data(group.addressLength());
      String address = group.address();
      bounds.data(group.apiLength());
      workers.add(new Member(name, incarnation, address, group.api()));
    }
    bounds.end(decoder.limit());
    return new Members(term, workers);
  }

  private static Pulse pulse(PulseMessageDecoder decoder, WireBounds bounds) {
    int term = decoder.coordinatorTerm();
    var group = decoder.applications();
    bounds.block(
        group.actingBlockLength(), PulseMessageDecoder.ApplicationsDecoder.sbeBlockLength());
    List<ApplicationPulse> applications = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      applications.add(
          new ApplicationPulse(group.application(), group.epoch(), group.flags().held()));
    }
    bounds.end(decoder.limit());
    return new Pulse(term, applications);
  }
}
