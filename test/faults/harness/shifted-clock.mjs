// Loaded before the product (`node --import`): shifts its clock by what a file says, in ms.
import { readFileSync } from 'node:fs';

const now = Date.now.bind(Date);
const file = process.env.SHIFTED_CLOCK_FILE;
Date.now = () => now() + Number(readFileSync(file, 'utf8'));
