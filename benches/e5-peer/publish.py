"""Writes the catalog's embedding model as it would be published: publish.py e5-small-q4.bin FOLDER.

The weights become floats; the normalisation of characters is NFKC, nearly that of the original.
"""

import json
import struct
import sys
from pathlib import Path

import numpy

NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "emb.word": "word_embeddings.weight", "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight", "emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias",
}


def published(name):
    if name in EMBEDDINGS:
        return "embeddings." + EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def main(source, folder):
    data, folder = Path(source).read_bytes(), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    hidden, layers, heads, inner, words, positions, types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    count, _start, _end, _pad, unknown = struct.unpack_from("<5i", data, 44)
    (length,) = struct.unpack_from("<q", data, 64)
    place = 72
    offsets = numpy.frombuffer(data, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = numpy.frombuffer(data, "<f4", count, place)
    place += 4 * count
    text = data[place:place + length]
    place += length
    _, size = struct.unpack_from("<iI", data, place)
    place += 8 + size
    pieces = [text[a:b].decode("utf-8", "replace") for a, b in zip(offsets[:-1], offsets[1:])]
    special = [
        {"id": number, "content": pieces[number], "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False, "special": True}
        for number in range(4)
    ]
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": None, "decoder": None,
        "model": {"type": "Unigram", "unk_id": unknown, "byte_fallback": False,
                  "vocab": [[piece, float(score)] for piece, score in zip(pieces, scores)]},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    config = {
        "model_type": "bert", "hidden_size": hidden, "num_hidden_layers": layers, "num_attention_heads": heads,
        "intermediate_size": inner, "vocab_size": words, "max_position_embeddings": positions, "type_vocab_size": types,
        "layer_norm_eps": float(epsilon), "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "initializer_range": 0.02,
        "pad_token_id": 1, "position_embedding_type": "absolute", "use_cache": True, "classifier_dropout": None,
    }
    (folder / "config.json").write_text(json.dumps(config))

    (tensors,) = struct.unpack_from("<i", data, place)
    place += 4
    header, bodies, end = {"__metadata__": {"format": "pt"}}, [], 0
    for _ in range(tensors):
        (size,) = struct.unpack_from("<H", data, place)
        name = data[place + 2:place + 2 + size].decode()
        kind, _weights, offset, stored = struct.unpack_from("<BIQQ", data, place + 2 + size)
        place += 2 + size + 21
        raw = numpy.frombuffer(data, "u1", stored, offset)
        if kind == 0:
            values = raw.view("<f4")
        else:
            blocks = raw.reshape(-1, 18)
            scales = blocks[:, :2].copy().view("<f2").astype("f4")
            low, high = (blocks[:, 2:] & 15).astype("f4") - 8, (blocks[:, 2:] >> 4).astype("f4") - 8
            values = (numpy.concatenate([low, high], axis=1) * scales).ravel()
        width = inner if name.endswith("fo.w") else hidden
        shape = [values.size // width, width] if name.split(".")[1] not in ("ln", "aln", "oln") and (
            name.endswith(".w") or name.startswith("emb.") and name.count(".") == 1) else [values.size]
        body = values.astype("<f4").tobytes()
        header[published(name)] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + len(body)]}
        end += len(body)
        bodies.append(body)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        for body in bodies:
            file.write(body)


if __name__ == "__main__":
    main(*sys.argv[1:])
