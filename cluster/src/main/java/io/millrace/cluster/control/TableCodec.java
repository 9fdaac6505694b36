package io.millrace.cluster.control;

import io.millrace.cluster.control.wire.MessageHeaderEncoder;
import io.millrace.cluster.control.wire.TableMessageDecoder;
import io.millrace.cluster.control.wire.TableMessageEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.MutableDirectBuffer;

/** {@link ApplicationTable} as bytes. */
final class TableCodec {

  private TableCodec() {}

  static int encode(ApplicationTable table, MutableDirectBuffer buffer) {
    TableMessageEncoder encoder =
        new TableMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    DeployedCode code = table.code();
    encoder
        .coordinatorTerm(table.coordinatorTerm())
        .codeVersion(code.version())
        .application(table.application())
        .revision(table.revision());
    encoder
        .flags()
        .clear()
        .replicated(table.durability().isReplicated())
        .mirrored(table.durability() == Durability.MIRRORED)
        .flowing(table.flowing());
    var settings = encoder.settingsCount(code.settings().size());
    code.settings().forEach((name, value) -> settings.next().name(name).setting(value));
    var places = encoder.placesCount(table.places().size());
    for (PartitionPlace place : table.places()) {
      places.next().partition(place.partition()).term(place.term());
      places.flags().clear().inSync(place.inSync()).founded(place.founded());
      places.owner(place.owner()).follower(place.follower());
    }
    encoder.name(table.name()).hash(code.hash()).jar(code.jar()).chosen(code.application());
    encoder.putMetadata(table.metadata(), 0, table.metadata().length);
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  static ApplicationTable decode(TableMessageDecoder decoder, WireBounds bounds) {
    int coordinatorTerm = decoder.coordinatorTerm();
    int version = decoder.codeVersion();
    long application = decoder.application();
    long revision = decoder.revision();
    Durability durability =
        decoder.flags().mirrored()
            ? Durability.MIRRORED
            : decoder.flags().replicated() ? Durability.REPLICATED : Durability.LOCAL;
    boolean flowing = decoder.flags().flowing();
    Map<String, String> settings = settings(decoder.settings(), bounds);
    List<PartitionPlace> places = places(decoder.places(), bounds);
    bounds.data(decoder.nameLength());
    String name = decoder.name();
    bounds.data(decoder.hashLength());
    String hash = decoder.hash();
    bounds.data(decoder.jarLength());
    String jar = decoder.jar();
    bounds.data(decoder.chosenLength());
    String chosen = orNull(decoder.chosen());
    bounds.data(decoder.metadataLength());
    byte[] metadata = new byte[decoder.metadataLength()];
    decoder.getMetadata(metadata, 0, metadata.length);
    bounds.end(decoder.limit());
    return new ApplicationTable(
        coordinatorTerm,
        application,
        name,
        revision,
        new DeployedCode(version, hash, jar, chosen, settings),
        metadata,
        durability,
        flowing,
        places);
  }

  private static Map<String, String> settings(
      TableMessageDecoder.SettingsDecoder group, WireBounds bounds) {
    bounds.block(group.actingBlockLength(), TableMessageDecoder.SettingsDecoder.sbeBlockLength());
    Map<String, String> settings = new HashMap<>();
    while (group.hasNext()) {
      group.next();
      bounds.data(group.nameLength());
      String name = group.name();
      bounds.data(group.settingLength());
      settings.put(name, group.setting());
    }
    return settings;
  }

  private static List<PartitionPlace> places(
      TableMessageDecoder.PlacesDecoder group, WireBounds bounds) {
    bounds.block(group.actingBlockLength(), TableMessageDecoder.PlacesDecoder.sbeBlockLength());
    List<PartitionPlace> places = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      int partition = group.partition();
      int term = group.term();
      boolean inSync = group.flags().inSync();
      boolean founded = group.flags().founded();
      bounds.data(group.ownerLength());
      String owner = orNull(group.owner());
      bounds.data(group.followerLength());
      String follower = orNull(group.follower());
      places.add(new PartitionPlace(partition, term, owner, follower, inSync, founded));
    }
    return places;
  }

  /** Names are never empty, so the empty one stands for none. */
  private static String orNull(String name) {
    return name.isEmpty() ? null : name;
  }
}
