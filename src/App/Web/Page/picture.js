// Pictures from outside: decoded by the browser, turned upright, made small enough, and written as PNG.

const MostFileBytes = 64 << 20, MostSentBytes = 5_000_000, MostPixels = 4_000_000;

// What the server reads by itself: PNG, BMP, and the PBM, PGM and PPM of Netpbm.
const ServerKnows = [[0x89, 0x50, 0x4e, 0x47], [0x42, 0x4d], ...[1, 2, 3, 4, 5, 6].map(kind => [0x50, 0x30 + kind])];

/**
 * Makes what is sent to the server of a file.
 * @returns {Promise<{blob: Blob, shown: boolean}>} shown: false where the browser cannot show it, and it is sent as it is.
 */
export async function prepare(file) {
  const name = file.name || 'The picture';
  if (file.size === 0) throw new Error(`${name} is empty. Choose a picture with digits.`);
  if (file.size > MostFileBytes)
    throw new Error(`${name} has ${megabytes(file.size)}; expected at most ${megabytes(MostFileBytes)}. Make the picture smaller.`);
  const image = await decode(file);
  if (image) {
    try {
      return { blob: await toPng(image, image.width, image.height), shown: true };
    } finally {
      image.close?.();
    }
  }
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (!ServerKnows.some(bytes => bytes.every((byte, i) => start[i] === byte)))
    throw new Error(`${name} is no picture that this browser can open. Save it as PNG or JPEG, and try again.`);
  if (file.size > MostSentBytes)
    throw new Error(`${name} has ${megabytes(file.size)}, and this browser cannot open it; the server takes at most `
      + `${megabytes(MostSentBytes)}. Save it as a smaller PNG or JPEG, and try again.`);
  return { blob: file, shown: false };
}

/** Draws an image, bitmap or video frame as a PNG of at most 4 megapixels and less than 5 MB. */
export async function toPng(image, width, height) {
  let scale = Math.min(1, Math.sqrt(MostPixels / (width * height)));
  for (;;) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(scale * width));
    canvas.height = Math.max(1, Math.floor(scale * height));
    const context = canvas.getContext('2d');
    context.fillStyle = '#ffffff'; // behind what is transparent
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    if (!blob) throw new Error('This browser could not copy the picture. Make it smaller, and try again.');
    if (blob.size < MostSentBytes) return blob;
    scale *= 0.75;
  }
}

/** The picture upright, or null where the browser cannot open it, or only a part of it. */
async function decode(file) {
  if (await isCutPng(file)) return null;
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return decodeByElement(file); // some formats, such as HEIC in Safari, open only so
  }
}

async function decodeByElement(file) {
  const image = new Image(), url = URL.createObjectURL(file);
  try {
    image.src = url;
    await image.decode();
    return image.naturalWidth > 0 ? image : null;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Browsers show what is there of a PNG that ends early; the server says that it does. */
async function isCutPng(file) {
  const text = async part => new TextDecoder('latin1').decode(await part.arrayBuffer());
  return (await text(file.slice(1, 4))) === 'PNG' && !(await text(file.slice(-64))).includes('IEND');
}

const megabytes = bytes => `${(bytes / 1e6).toFixed(1)} MB`;
