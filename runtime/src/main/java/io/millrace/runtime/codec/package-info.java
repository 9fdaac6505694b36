/**
 * Turns values and keys into canonical bytes and back.
 *
 * <p>Read {@link io.millrace.runtime.codec.Codecs} first, then {@link
 * io.millrace.runtime.codec.Schema}: values carry no schema of their own, it is kept once per code
 * version. Keys are self-describing: {@link io.millrace.runtime.codec.KeyCodec}. Layouts are in
 * docs/formats/values.md. Codecs and schemas are immutable and used by many threads; the package
 * knows nothing of the engine.
 */
package io.millrace.runtime.codec;
