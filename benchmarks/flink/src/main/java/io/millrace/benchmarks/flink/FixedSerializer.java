package io.millrace.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Values of a fixed length, written field by field: no reflection, no Kryo, no tags. */
abstract class FixedSerializer<T> extends TypeSerializerSingleton<T> {
  private final int length;

  FixedSerializer(int length) {
    this.length = length;
  }

  @Override
  public final boolean isImmutableType() {
    return false;
  }

  @Override
  public final int getLength() {
    return length;
  }

  @Override
  public final T copy(T from) {
    return copy(from, createInstance());
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    return deserialize(createInstance(), source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    target.write(source, length);
  }
}
