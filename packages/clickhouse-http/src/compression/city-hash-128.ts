/**
 * CityHash128 as it was in version 1.0.2, which ClickHouse keeps for the checksums of its compressed
 * blocks; later versions give other numbers. The low half first.
 */
export const cityHash128 = (bytes: Buffer): readonly [low: bigint, high: bigint] => {
  const { length } = bytes;
  if (length >= 16) {
    return seeded(bytes.subarray(16), [at(bytes, 0) ^ K3, at(bytes, 8)]);
  }
  if (length >= 8) {
    return seeded(EMPTY, [at(bytes, 0) ^ times(BigInt(length), K0), at(bytes, length - 8) ^ K1]);
  }
  return seeded(bytes, [K0, K1]);
};

type Pair = readonly [bigint, bigint];

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MULTIPLIER = 0x9ddfea08eb382d69n;
const EMPTY = Buffer.alloc(0);

/** All numbers have 64 bits, and what is beyond them falls off. */
const plus = (a: bigint, b: bigint): bigint => BigInt.asUintN(64, a + b);
const times = (a: bigint, b: bigint): bigint => BigInt.asUintN(64, a * b);
const turned = (value: bigint, bits: bigint): bigint =>
  (value >> bits) | BigInt.asUintN(64, value << (64n - bits));
const folded = (value: bigint): bigint => value ^ (value >> 47n);
const at = (bytes: Buffer, offset: number): bigint => bytes.readBigUInt64LE(offset);

const mixed = (low: bigint, high: bigint): bigint => {
  const first = folded(times(low ^ high, MULTIPLIER));
  return times(folded(times(high ^ first, MULTIPLIER)), MULTIPLIER);
};

/** Of 32 bytes with two seeds. */
const weak = (bytes: Buffer, from: number, one: bigint, other: bigint): Pair => {
  const start = plus(one, at(bytes, from));
  const end = at(bytes, from + 24);
  const sum = plus(start, plus(at(bytes, from + 8), at(bytes, from + 16)));
  const turn = plus(turned(plus(plus(other, start), end), 21n), turned(sum, 44n));
  return [plus(sum, end), plus(turn, start)];
};

const short = (bytes: Buffer): bigint => {
  const { length } = bytes;
  if (length > 8) {
    const [first, last] = [at(bytes, 0), at(bytes, length - 8)];
    const turn = turned(plus(last, BigInt(length)), BigInt(length));
    return mixed(first, turn) ^ last;
  }
  if (length >= 4) {
    const first = BigInt(bytes.readUInt32LE(0)) << 3n;
    return mixed(plus(BigInt(length), first), BigInt(bytes.readUInt32LE(length - 4)));
  }
  if (length === 0) return K2;
  const first = BigInt(bytes.readUInt8(0) + (bytes.readUInt8(length >> 1) << 8));
  const last = BigInt(length + (bytes.readUInt8(length - 1) << 2));
  return times(folded(times(first, K2) ^ times(last, K3)), K2);
};

/** Of fewer than 128 bytes. */
const murmur = (bytes: Buffer, [one, other]: Pair): Pair => {
  const { length } = bytes;
  let [a, b, c, d] = [one, other, 0n, 0n];
  if (length <= 16) {
    a = times(folded(times(a, K1)), K1);
    c = plus(times(b, K1), short(bytes));
    d = folded(plus(a, length >= 8 ? at(bytes, 0) : c));
  } else {
    c = mixed(plus(at(bytes, length - 8), K1), a);
    d = mixed(plus(b, BigInt(length)), plus(c, at(bytes, length - 16)));
    a = plus(a, d);
    for (let from = 0; from < length - 16; from += 16) {
      a = times(a ^ times(folded(times(at(bytes, from), K1)), K1), K1);
      b ^= a;
      c = times(c ^ times(folded(times(at(bytes, from + 8), K1)), K1), K1);
      d ^= c;
    }
  }
  a = mixed(a, c);
  b = mixed(d, b);
  return [a ^ b, mixed(b, a)];
};

const STEP = 64;

const seeded = (bytes: Buffer, seed: Pair): Pair => {
  const { length } = bytes;
  if (length < 2 * STEP) return murmur(bytes, seed);
  let [x, y] = seed;
  let z = times(BigInt(length), K1);
  const first = plus(times(turned(y ^ K1, 49n), K1), at(bytes, 0));
  let v: Pair = [first, plus(times(turned(first, 42n), K1), at(bytes, 8))];
  let w: Pair = [
    plus(times(turned(plus(y, z), 35n), K1), x),
    times(turned(plus(x, at(bytes, 88)), 53n), K1),
  ];
  const whole = length - (length % (2 * STEP));
  for (let from = 0; from < whole; from += STEP) {
    const sum = plus(plus(x, y), plus(v[0], at(bytes, from + 16)));
    x = times(turned(sum, 37n), K1) ^ w[1];
    y = times(turned(plus(plus(y, v[1]), at(bytes, from + 48)), 42n), K1) ^ v[0];
    z = turned(z ^ w[0], 33n);
    v = weak(bytes, from, times(v[1], K1), plus(x, w[0]));
    w = weak(bytes, from + 32, plus(z, w[1]), y);
    [x, z] = [z, x];
  }
  y = plus(y, plus(times(turned(w[0], 37n), K0), z));
  x = plus(x, times(turned(plus(v[0], z), 49n), K0));
  const rest = length - whole;
  for (let done = 32; done < rest + 32; done += 32) {
    y = plus(times(turned(plus(y, -x), 42n), K0), v[1]);
    w = [plus(w[0], at(bytes, length - done + 16)), w[1]];
    x = plus(times(turned(x, 49n), K0), w[0]);
    w = [plus(w[0], v[0]), w[1]];
    v = weak(bytes, length - done, v[0], v[1]);
  }
  x = mixed(x, v[0]);
  y = mixed(y, w[0]);
  return [plus(mixed(plus(x, v[1]), w[1]), y), mixed(plus(x, w[1]), plus(y, v[1]))];
};
