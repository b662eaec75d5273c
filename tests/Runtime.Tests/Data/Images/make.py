#!/usr/bin/env python3
"""Writes the images that ImageFileTests reads, with encoders other than the project's own: this script's (zlib only) and netpbm's
(Debian's package netpbm: pnmtopng, which uses libpng, and ppmtobmp). Every value follows a rule that the test knows too.
Run it in this folder; the files it writes are part of the repository."""
import struct
import subprocess
import zlib

WIDTH, HEIGHT = 13, 11


def value(x, y, c, depth):
    return (x * 37 + y * 101 + c * 59 + x * y) * 2654435761 % (1 << 32) >> (32 - depth)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, v in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        p = a + b - c
        nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        out.append((v - [0, a, b, (a + b) // 2, nearest][kind]) & 255)
    return bytes(out)


def png(name, colour, depth, interlaced, extra=b""):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    step = max(1, samples * depth // 8)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    number = 0
    for x0, y0, dx, dy in passes if interlaced else [(0, 0, 1, 1)]:
        above = None
        for y in range(y0, HEIGHT, dy):
            bits = "".join(format(value(x, y, c, depth), f"0{depth}b") for x in range(x0, WIDTH, dx) for c in range(samples))
            if not bits:
                continue
            bits += "0" * (-len(bits) % 8)
            row = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
            raw += filtered(number % 5, row, above or bytes(len(row)), step)
            above = row
            number += 1
    packed = zlib.compress(raw)
    half = len(packed) // 2
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, int(interlaced))))
        file.write(chunk(b"tEXt", b"Comment\0made by make.py"))
        file.write(extra)
        file.write(chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", b"") + chunk(b"IDAT", packed[half:]))
        file.write(chunk(b"IEND", b""))


def palette(depth):
    return chunk(b"PLTE", bytes(v for i in range(1 << depth) for v in (i * 7 % 256, i * 11 % 256, 255 - i)))


for interlaced in (False, True):
    for colour, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items():
        for depth in depths:
            extra = palette(depth) if colour == 3 else b""
            png(f"colour{colour}-{depth}{'-adam7' if interlaced else ''}.png", colour, depth, interlaced, extra)
# One transparent gray and colour, the value of pixel (2, 3), and a palette with opacities.
png("gray-transparent-16.png", 0, 16, False, chunk(b"tRNS", struct.pack(">H", value(2, 3, 0, 16))))
png("rgb-transparent-8.png", 2, 8, False, chunk(b"tRNS", struct.pack(">3H", *(value(2, 3, c, 8) for c in range(3)))))
png("palette-transparent-4.png", 3, 4, False, palette(4) + chunk(b"tRNS", bytes([0, 100, 200])))


def pnm(kind, most):
    channels = 3 if kind in (3, 6) else 1
    depth = most.bit_length()
    values = [value(x, y, c, depth) for y in range(HEIGHT) for x in range(WIDTH) for c in range(channels)]
    head = f"P{kind}\n# made by make.py\n{WIDTH} {HEIGHT}\n" + ("" if kind in (1, 4) else f"{most}\n")
    if kind == 1:
        return (head + "\n".join("".join(str(v) for v in values[y * WIDTH:(y + 1) * WIDTH]) for y in range(HEIGHT)) + "\n").encode()
    if kind <= 3:
        return (head + "\n".join(" ".join(map(str, values[i:i + 12])) for i in range(0, len(values), 12)) + "\n").encode()
    if kind == 4:
        rows = ["".join(str(v) for v in values[y * WIDTH:(y + 1) * WIDTH]).ljust(16, "0") for y in range(HEIGHT)]
        return head.encode() + b"".join(int(row, 2).to_bytes(2, "big") for row in rows)
    return head.encode() + b"".join(v.to_bytes(1 if most < 256 else 2, "big") for v in values)


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


for kind, most in ((1, 1), (2, 255), (3, 15), (4, 1), (5, 255), (6, 255), (6, 65535)):
    write(f"p{kind}-{most}.{'pbm' if kind in (1, 4) else 'ppm' if kind in (3, 6) else 'pgm'}", pnm(kind, most))


def netpbm(name, command, content):
    write(name, subprocess.run(command, input=content, capture_output=True, check=True).stdout)


netpbm("libpng-gray.png", ["pnmtopng", "-force"], pnm(5, 255))
netpbm("libpng-gray-4-adam7.png", ["pnmtopng", "-interlace"], pnm(2, 15))
netpbm("libpng-rgb-16-adam7.png", ["pnmtopng", "-interlace", "-force"], pnm(6, 65535))
netpbm("libpng-palette.png", ["pnmtopng"], pnm(3, 1))
netpbm("netpbm-1.bmp", ["ppmtobmp", "-bpp=1"], pnm(1, 1))
netpbm("netpbm-4.bmp", ["ppmtobmp", "-bpp=4"], pnm(3, 1))
netpbm("netpbm-8-os2.bmp", ["ppmtobmp", "-os2", "-bpp=8"], pnm(5, 255))
netpbm("netpbm-24.bmp", ["ppmtobmp", "-bpp=24"], pnm(6, 255))


def bmp(name, depth, top_down, masks=None, header=40):
    """Pixels of 24 and 32 bits, or of 16 bits (5, 6 and 5) and 32 bits (any order) by masks."""
    rows = []
    for y in range(HEIGHT):
        row = b""
        for x in range(WIDTH):
            channels = [value(x, y, c, 8) for c in range(4)]
            if masks is None:
                row += bytes([channels[2], channels[1], channels[0]] + ([77] if depth == 32 else []))
            else:
                pixel = 0
                for v, mask in zip(channels, masks):
                    shift = (mask & -mask).bit_length() - 1
                    pixel |= (v >> (8 - (mask >> shift).bit_length())) << shift
                row += pixel.to_bytes(depth // 8, "little")
        rows.append(row + bytes(-len(row) % 4))
    if not top_down:
        rows.reverse()
    pixels = b"".join(rows)
    fields = b"" if masks is None else struct.pack("<4I", *(list(masks) + [0])[:4])
    start = 14 + header + (len(fields) if header == 40 else 0)
    info = struct.pack("<IiiHHIIiiII", header, WIDTH, -HEIGHT if top_down else HEIGHT, 1, depth, 0 if masks is None else 3, len(pixels), 2835, 2835, 0, 0)
    body = info + fields
    body += bytes(14 + header - 14 - len(body)) if header > 40 else b""
    write(name, b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + body + pixels)


bmp("made-24-topdown.bmp", 24, True)
bmp("made-32.bmp", 32, False)
bmp("made-16-565.bmp", 16, False, (0xF800, 0x07E0, 0x001F))
bmp("made-32-rgba.bmp", 32, False, (0xFF000000, 0x00FF0000, 0x0000FF00, 0x000000FF), header=108)
